"""Texts of manifests -> whether a project declares what an imported module comes from; and what is known of packages.

Manifests come in a dozen formats, and some are programs. So they are read as words: a module counts as declared when
any word of any manifest could be the name of its distribution. That is generous on purpose.
"""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cached_property

# Distributions by the module they bring, where the names differ by more than dots, dashes and the usual additions.
_NAMED_OTHERWISE = {
    "_cffi_backend": "cffi", "_distutils_hack": "setuptools", "_pytest": "pytest", "absl": "absl-py",
    "airflow": "apache-airflow", "attr": "attrs", "Bio": "biopython", "bs4": "beautifulsoup4", "bson": "pymongo",
    "consul": "python-consul", "corsheaders": "django-cors-headers", "crontab": "python-crontab",
    "Crypto": "pycryptodome pycrypto", "Cryptodome": "pycryptodomex",
    "cv2": "opencv-python opencv-contrib-python opencv-python-headless", "daemon": "python-daemon",
    "dbus": "dbus-python", "dns": "dnspython", "docx": "python-docx", "dotenv": "python-dotenv",
    "editor": "python-editor", "engineio": "python-engineio", "exceptiongroup": "exceptiongroup",
    "faiss": "faiss-cpu faiss-gpu", "fitz": "pymupdf", "gi": "pygobject", "git": "gitpython", "github": "pygithub",
    "gitlab": "python-gitlab", "google": "protobuf grpcio-tools googleapis-common-protos",
    "googleapiclient": "google-api-python-client", "gridfs": "pymongo", "grpc": "grpcio",
    "grpc_status": "grpcio-status", "haystack": "haystack-ai farm-haystack", "hydra": "hydra-core",
    "igraph": "python-igraph", "IPython": "ipython jupyter", "ipywidgets": "jupyter", "jose": "python-jose",
    "jwt": "pyjwt", "kafka": "kafka-python", "ldap": "python-ldap", "Levenshtein": "python-levenshtein",
    "lxml_html_clean": "lxml-html-clean", "magic": "python-magic", "markdown_it": "markdown-it-py",
    "memcache": "python-memcached", "mock": "mock", "mpl_toolkits": "matplotlib", "multipart": "python-multipart",
    "MySQLdb": "mysqlclient mysql-python", "nacl": "pynacl", "nbformat": "jupyter nbconvert", "nmap": "python-nmap",
    "OpenGL": "pyopengl", "OpenSSL": "pyopenssl", "past": "future", "PIL": "pillow", "pkg_resources": "setuptools",
    "pptx": "python-pptx", "psycopg2": "psycopg2-binary", "pvlib": "pvlib", "py": "pytest", "pylab": "matplotlib",
    "pythoncom": "pywin32", "pywintypes": "pywin32", "pywt": "pywavelets", "pyximport": "cython",
    "rest_framework": "djangorestframework", "saml2": "pysaml2", "serial": "pyserial", "skimage": "scikit-image",
    "sklearn": "scikit-learn", "slugify": "python-slugify", "snappy": "python-snappy", "socketio": "python-socketio",
    "socks": "pysocks", "speech_recognition": "speechrecognition", "tabula": "tabula-py",
    "telegram": "python-telegram-bot", "tlz": "toolz", "umap": "umap-learn", "usb": "pyusb", "win32api": "pywin32",
    "win32com": "pywin32", "win32con": "pywin32", "win32gui": "pywin32", "wx": "wxpython", "Xlib": "python-xlib",
    "yaml": "pyyaml ruamel-yaml", "zmq": "pyzmq",
}  # fmt: skip
# Modules that are there without being declared: of an interpreter inside another program, or of a platform.
_GIVEN_WORDS = """
__builtin__ bpy bmesh mathutils gdb lldb hou maya unreal arcpy ida_idaapi idaapi idautils idc ghidra java javax
org com js pyodide pyodide_js micropython machine utime ujson xbmc xbmcgui xbmcplugin sublime sublime_plugin vim
nuke c4d pymel clr System Foundation AppKit objc Cocoa Quartz CoreFoundation uwsgi uwsgidecorators mod_wsgi
google.colab dbutils IronPython org_mod conftest setup apt apt_pkg dnf rpm libvirt selinux portage ansible
collectd saxonc sage uno unohelper FreeCAD Part adsk rhinoscriptsyntax Rhino scriptcontext salome pcbnew krita
gimpfu hexchat weechat znc pwn _winreg winreg msvcrt riscos ce nt posix pypyjit __pypy__ _pypy_wait greenlet
"""
_GIVEN = frozenset(_GIVEN_WORDS.split())
# What is said where a project says what it depends on, or that it depends on nothing.
_DECLARING = {
    "pyproject.toml": re.compile(r"^\[project\]|^\[tool\.poetry|dependencies", re.MULTILINE),
    "setup.py": re.compile(r"\bsetup\("),
    "setup.cfg": re.compile(r"^\[(?:metadata|options)", re.MULTILINE),
    "Pipfile": re.compile(r"^\[packages", re.MULTILINE),
    "environment.yml": re.compile(r"^dependencies:", re.MULTILINE),
    "environment.yaml": re.compile(r"^dependencies:", re.MULTILINE),
}
_IN_A_FOLDER = re.compile(r"(?:.*/)?(?:[\w-]*require[\w-]*|deps)")
_TELLING = 5  # letters by which another word that begins with them is taken for the package
_WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_BEFORE = ("python-", "python3-", "py-", "py", "lib", "django-", "flask-", "types-", "pytest-")
_BEHIND = ("-python", "-py", "-python3", "-binary", "-headless", "-client", "-sdk", "-cpu", "-gpu", "-ng", "2", "3",
           "py", "-core", "-api", "-lib", "-stubs", "python")  # fmt: skip


class Manifests:
    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self._texts = texts
        self._declared: dict[str, bool] = {}

    def cover(self, path: str) -> bool:
        """Whether a project that the file belongs to says what it depends on."""
        return any(path.startswith(folder) for folder in self._folders)

    @cached_property
    def _folders(self) -> set[str]:
        """Those of such projects, each with a slash behind it."""
        found = set()
        for path, text in self._texts:
            folder, _, name = path.rpartition("/")
            if _IN_A_FOLDER.fullmatch(folder):
                folder = folder.rpartition("/")[0]
            if name.endswith((".txt", ".in", ".pip")) or (name in _DECLARING and _DECLARING[name].search(text)):
                found.add(folder and folder + "/")
        return found

    @cached_property
    def _words(self) -> frozenset[str]:
        texts = (text for path, text in self._texts if not path.endswith(".gitignore"))
        return frozenset(_normal(word) for text in texts for word in _WORD.findall(text))

    def declare(self, top: str) -> bool:
        """Whether what brings a top module may be among the words."""
        if top not in self._declared:
            self._declared[top] = self._declares(top)
        return self._declared[top]

    def _declares(self, top: str) -> bool:
        name = _normal(top)
        asked = {name, *_NAMED_OTHERWISE.get(top, "").split()}
        asked |= {before + name for before in _BEFORE} | {name + behind for behind in _BEHIND}
        asked |= {name.removeprefix(before) for before in _BEFORE} | {name.removesuffix(behind) for behind in _BEHIND}
        if not asked.isdisjoint(self._words):
            return True
        begun = name if len(name) >= _TELLING else name + "-"
        return any(word.startswith(begun) or word.endswith("-" + name) for word in self._words)

    def make(self, path: str) -> bool:
        """Whether a file that is not in the tree is made by a build, or kept out of it on purpose."""
        name = path.rpartition("/")[2]
        if _GENERATED.fullmatch(name):
            return True
        mentioned = re.compile(rf"[./\"'\s]{re.escape(name)}(?:\.\w|[\"'])")
        return any(
            _ignores(place, text, path) if place.endswith(".gitignore") else mentioned.search(text)
            for place, text in self._texts
        )


# Names that are hardly ever kept under version control, without a suffix.
_GENERATED = re.compile(
    r"_?_?(?:scm_)?version(?:_info|__)?|_?(?:build|git)_?(?:info|version|hash|meta)|\w+_pb2(?:_grpc)?|\w*(?:parse|lex)tab"
    r"|_?generated\w*|\w+_(?:ui|rc)|(?:ui|rc)_\w+|(?:local|secret|private)\w*|\w*_(?:local|secrets?|private)"
)


def _ignores(place: str, text: str, path: str) -> bool:
    folder = place.rpartition("/")[0]
    inside = path.removeprefix(folder + "/") if folder else path
    parts = inside.split("/")
    names = [*parts[:-1], parts[-1] + ".py"]
    whole = ["/".join(names[: end + 1]) for end in range(len(names))]
    for line in text.splitlines():
        pattern = line.strip().strip("/").removeprefix("**/")
        if pattern and not pattern.startswith(("#", "!")) and len(pattern) < 200:
            against = whole if "/" in pattern else names
            if any(fnmatchcase(each, pattern) for each in against):
                return True
    return False


def is_given(module: str) -> bool:
    return module.partition(".")[0] in _GIVEN


def is_known(module: str) -> bool:
    """Whether a package of this name is known to exist."""
    names = {name := module.partition(".")[0], name.rstrip("0123456789")}
    return any(each in _NAMED_OTHERWISE or each in _KNOWN for each in names)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# Modules of packages in wide use, beside those above: whoever imports them did not invent them.
_KNOWN_WORDS = """
aiofiles aiohttp aiosqlite alembic altair annotated_types anthropic anyio apscheduler arrow asgiref asyncpg
attrs auth0 authlib azure babel bcrypt billiard black blinker bokeh boltons boto boto3 botocore bottle brotli
brotlicffi cachetools catboost cattr cattrs celery certifi cffi channels chardet charset_normalizer cherrypy
click click_plugins cloudpickle colorama coloredlogs configargparse coverage croniter cryptography cssselect
cupy cycler cython dask dataclasses_json datasets dateparser dateutil deepdiff defusedxml deprecated dill
discord distributed distro django docker dockerfile docopt docutils duckdb dulwich ecdsa elastic_transport
elasticsearch email_validator environ evaluate eventlet fabric factory faker falcon fastapi fastavro fasteners
filelock fiona flask flask_cors flask_login flask_migrate flask_sqlalchemy flask_wtf freezegun frozenlist fsspec
furl future gensim geopandas geopy gevent gradio graphene graphql greenlet gspread gunicorn h11 h2 h5py hpack
html5lib httpcore httplib2 httptools httpx huggingface_hub humanize hvac hypercorn hyperlink hypothesis idna
imageio importlib_metadata importlib_resources inflection influxdb invoke isodate isort itsdangerous jax jedi
jinja2 jinja2_time jmespath joblib jsonpatch jsonpath_ng jsonpickle jsonpointer jsonschema jupyter keras keyring
kombu kubernetes lancedb langchain langchain_core langchain_openai langgraph lark libcst lightgbm lightning
litellm llama_index llvmlite loguru lxml mako markdown markupsafe marshmallow matplotlib mistralai mistune
mlflow mock monotonic more_itertools moto motor msal msgpack msgspec multidict munch mypy mysql nbconvert
nest_asyncio networkx nltk nose notebook numba numexpr numpy nvidia oauthlib odf onnx onnxruntime openai
openpyxl opensearchpy opentelemetry oracledb orderedset orjson packaging pandas parameterized paramiko parse
parso passlib pathspec patsy peewee pendulum pexpect phonenumbers pika pip pipdeptree pkginfo platformdirs
playwright plotly pluggy polars portalocker praw prefect pretty_midi prometheus_client prompt_toolkit propcache
psutil psycopg psycopg_pool ptyprocess pyarrow pyasn1 pycodestyle pycparser pycurl pydantic pydantic_core
pydantic_settings pydub pyflakes pygame pygments pylint pymongo pymysql pynput pyodbc pyparsing pypdf PyPDF2
pyperclip pyproj PyQt4 PyQt5 PyQt6 pyqtgraph pysftp PySide2 PySide6 pyspark pytesseract pytest pytest_asyncio
pytz pyvista qdrant_client quart ray readchar redis regex reportlab requests requests_cache requests_mock
requests_oauthlib requests_toolbelt responses retry rich rq rsa ruamel ruff s3fs s3transfer sanic scapy schedule
scipy scrapy seaborn selenium sentence_transformers sentencepiece sentry_sdk setproctitle setuptools sh shap
shapely simplejson six slack_sdk smart_open sniffio snowballstemmer sortedcontainers soupsieve spacy sphinx
sqlalchemy sqlglot sqlmodel sqlparse starlette statsmodels streamlit stripe structlog sympy tablib tabulate
tenacity tensorboard tensorflow termcolor testcontainers testfixtures textual threadpoolctl tiktoken timm
tinycss2 tinydb tokenizers toml tomli tomli_w tomlkit toolz torch torchaudio torchvision tornado tox tqdm
traitlets transformers trio trl twilio twisted typeguard typer typing_extensions typing_inspect tzdata tzlocal
ujson uritemplate urllib3 usaddress uvicorn uvloop validators vcr vine vllm voluptuous w3lib waitress wandb
watchdog watchfiles watchgod webob websocket websockets webtest werkzeug wheel whoosh wrapt wsproto wtforms
xarray xgboost xlrd xlsxwriter xlwt xmltodict yarl yfinance yt_dlp zeep zipp zope zstandard zstd
"""
_KNOWN = frozenset(_KNOWN_WORDS.split())
