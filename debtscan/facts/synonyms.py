"""What calls mean the same: a canonical callee in, the concepts it stands for out.

Two authors who do not know of each other write `os.path.join(a, b)` and `a / b`, `open(p).read()` and
`p.read_text()`. The table lets the lexical index see them as one word. Keys are canonical dotted names, or `.method`
for a method whose receiver is unknown. A concept starts with "~", so that it is never taken for an identifier.
"""

from collections.abc import Mapping

_ALIKE: Mapping[str, str] = {
    "pathjoin": "os.path.join posixpath.join ntpath.join .joinpath",
    "exists": "os.path.exists os.path.lexists os.path.isfile os.path.isdir os.access .exists .is_file .is_dir",
    "basename": "os.path.basename posixpath.basename ntpath.basename",
    "dirname": "os.path.dirname posixpath.dirname ntpath.dirname os.path.split posixpath.split",
    "suffix": "os.path.splitext posixpath.splitext .with_suffix .with_stem .removesuffix",
    "abspath": "os.path.abspath os.path.realpath .absolute .resolve",
    "normpath": "os.path.normpath posixpath.normpath os.path.normcase .resolve",
    "relpath": "os.path.relpath posixpath.relpath .relative_to .is_relative_to os.path.commonpath os.path.commonprefix",
    "home": "os.path.expanduser os.path.expandvars .expanduser pathlib.Path.home .home",
    "cwd": "os.getcwd os.chdir pathlib.Path.cwd .cwd",
    "listing": "os.listdir os.scandir os.walk os.fwalk glob.glob glob.iglob .iterdir .glob .rglob .walk fnmatch.filter",
    "mkdir": "os.mkdir os.makedirs .mkdir",
    "delete": "os.remove os.unlink os.rmdir os.removedirs shutil.rmtree .unlink .rmdir",
    "moving": "os.rename os.replace os.renames shutil.move .rename",
    "copying": "shutil.copy shutil.copy2 shutil.copyfile shutil.copyfileobj shutil.copytree"
    " copy.copy copy.deepcopy .copy",
    "stat": "os.stat os.lstat os.path.getsize os.path.getmtime os.path.getctime .stat .lstat os.fstat",
    "open": "open io.open os.open os.fdopen codecs.open gzip.open bz2.open lzma.open .open"
    " .read_text .read_bytes .write_text .write_bytes fileinput.input linecache.getline linecache.getlines",
    "read": ".read .readline .readlines .read_text .read_bytes .readall os.read",
    "write": ".write .writelines .write_text .write_bytes os.write",
    "temporary": "tempfile.mkdtemp tempfile.mkstemp tempfile.TemporaryDirectory tempfile.NamedTemporaryFile"
    " tempfile.TemporaryFile tempfile.gettempdir tempfile.SpooledTemporaryFile",
    "process": "subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen"
    " subprocess.getoutput subprocess.getstatusoutput os.system os.popen .communicate",
    "which": "shutil.which distutils.spawn.find_executable",
    "kill": "os.kill os.killpg .kill .terminate .send_signal",
    "environ": "os.getenv os.environ.get os.environ.copy os.putenv os.environ.setdefault os.environ.update",
    "regex": "re.compile re.match re.search re.fullmatch re.findall re.finditer re.sub re.subn re.split"
    " .finditer .findall .fullmatch .groupdict .groups .group",
    "replace": "re.sub re.subn .replace .sub .translate str.maketrans",
    "split": "re.split .split .rsplit .partition .rpartition .splitlines shlex.split",
    "strip": ".strip .lstrip .rstrip .removeprefix .removesuffix",
    "prefix": ".startswith .removeprefix",
    "ending": ".endswith .removesuffix",
    "find": ".find .rfind .index .rindex",
    "case": ".lower .upper .casefold .title .capitalize .swapcase",
    "pad": ".ljust .rjust .center .zfill",
    "wrap": "textwrap.wrap textwrap.fill textwrap.shorten",
    "indent": "textwrap.indent textwrap.dedent",
    "encode": ".encode .decode codecs.encode codecs.decode codecs.getreader codecs.lookup",
    "jsonload": "json.loads json.load simplejson.loads simplejson.load .json json.JSONDecoder",
    "jsondump": "json.dumps json.dump simplejson.dumps simplejson.dump json.JSONEncoder",
    "yaml": "yaml.load yaml.safe_load yaml.dump yaml.safe_dump yaml.load_all yaml.safe_load_all",
    "hash": "hashlib.new hashlib.md5 hashlib.sha1 hashlib.sha256 hashlib.sha512 hashlib.blake2b zlib.crc32 hash"
    " hashlib.file_digest .hexdigest .digest",
    "hmac": "hmac.new hmac.digest hmac.compare_digest secrets.compare_digest",
    "base64": "base64.b64encode base64.b64decode base64.urlsafe_b64encode base64.urlsafe_b64decode binascii.a2b_base64"
    " binascii.b2a_base64",
    "hex": "binascii.hexlify binascii.unhexlify bytes.fromhex .hex hex",
    "binary": "struct.pack struct.unpack struct.unpack_from struct.pack_into int.from_bytes int.to_bytes .to_bytes"
    " .from_bytes",
    "bits": "bin format ord chr",
    "random": "random.choice random.choices random.sample random.randint random.random random.shuffle secrets.token_hex"
    " secrets.token_urlsafe secrets.choice os.urandom random.SystemRandom uuid.uuid4 random.Random",
    "uuid": "uuid.uuid1 uuid.uuid4 uuid.UUID uuid.uuid5",
    "parseurl": "urllib.parse.urlsplit urllib.parse.urlparse urlparse.urlparse urlparse.urlsplit",
    "buildurl": "urllib.parse.urlunsplit urllib.parse.urlunparse urllib.parse.urljoin",
    "queryurl": "urllib.parse.urlencode urllib.parse.parse_qs urllib.parse.parse_qsl",
    "quoteurl": "urllib.parse.quote urllib.parse.unquote urllib.parse.quote_plus urllib.parse.unquote_plus",
    "quoteshell": "shlex.quote shlex.join pipes.quote subprocess.list2cmdline",
    "escape": "html.escape html.unescape xml.sax.saxutils.escape cgi.escape xml.sax.saxutils.quoteattr",
    "fetch": "urllib.request.urlopen urllib.request.urlretrieve urllib.request.Request requests.get requests.post"
    " requests.request httpx.get httpx.post httpx.request urlopen",
    "socket": "socket.socket socket.create_connection socket.getaddrinfo socket.gethostbyname",
    "bind": ".bind .connect_ex",
    "clock": "time.time time.monotonic time.perf_counter time.time_ns time.monotonic_ns timeit.default_timer",
    "sleep": "time.sleep asyncio.sleep trio.sleep anyio.sleep",
    "now": "datetime.datetime.now datetime.datetime.utcnow datetime.date.today datetime.now datetime.utcnow"
    " .now .utcnow",
    "dateparse": "datetime.datetime.strptime datetime.datetime.fromisoformat time.strptime .strptime .fromisoformat",
    "dateformat": ".strftime .isoformat time.strftime email.utils.formatdate",
    "timestamp": "datetime.datetime.fromtimestamp time.gmtime time.localtime calendar.timegm time.mktime .timestamp"
    " datetime.datetime.utcfromtimestamp .fromtimestamp",
    "group": "collections.defaultdict itertools.groupby .setdefault",
    "count": "collections.Counter .count .most_common",
    "queue": "collections.deque queue.Queue .popleft .appendleft",
    "flatten": "itertools.chain itertools.chain.from_iterable .extend",
    "chunk": "itertools.islice itertools.batched",
    "order": "sorted .sort heapq.nsmallest heapq.nlargest operator.itemgetter operator.attrgetter",
    "add": ".append .add .extend .insert",
    "pairs": ".items .iteritems",
    "merge": ".update collections.ChainMap operator.or_",
    "unique": "set frozenset dict.fromkeys collections.OrderedDict.fromkeys",
    "introspect": "getattr hasattr vars dir inspect.getmembers setattr",
    "signature": "inspect.signature inspect.getfullargspec inspect.getargspec inspect.Signature.from_callable",
    "module": "importlib.import_module __import__ importlib.util.spec_from_file_location importlib.util.find_spec"
    " pkgutil.iter_modules pkgutil.walk_packages importlib.util.module_from_spec",
    "wraps": "functools.wraps functools.update_wrapper functools.partial",
    "log": ".debug .info .warning .warn .error .exception .critical logging.getLogger warnings.warn print",
    "config": "configparser.ConfigParser configparser.RawConfigParser tomllib.load tomllib.loads tomli.load"
    " tomli.loads",
    "csv": "csv.reader csv.writer csv.DictReader csv.DictWriter",
    "archive": "zipfile.ZipFile tarfile.open tarfile.TarFile shutil.make_archive shutil.unpack_archive"
    " zipfile.is_zipfile tarfile.is_tarfile .extractall",
    "compress": "gzip.open gzip.GzipFile gzip.compress gzip.decompress zlib.compress zlib.decompress bz2.compress"
    " bz2.decompress bz2.open lzma.open lzma.compress lzma.decompress zlib.decompressobj zlib.compressobj",
    "xml": "xml.etree.ElementTree.parse xml.etree.ElementTree.fromstring lxml.etree.parse lxml.etree.fromstring"
    " xml.dom.minidom.parseString",
    "syntax": "ast.parse ast.walk ast.literal_eval compile ast.iter_child_nodes ast.NodeVisitor",
    "thread": "threading.Thread threading.Lock threading.RLock threading.Event concurrent.futures.ThreadPoolExecutor",
    "execute": "asyncio.run asyncio.get_event_loop .run_until_complete asyncio.new_event_loop .run_in_executor",
    "gather": "asyncio.gather asyncio.wait asyncio.as_completed asyncio.create_task asyncio.ensure_future",
    "retry": "tenacity.retry backoff.on_exception",
    "terminal": "shutil.get_terminal_size os.get_terminal_size sys.stdout.isatty .isatty",
    "rounding": "round math.floor math.ceil math.trunc divmod int",
    "logarithm": "math.log math.log2 math.log10 math.exp",
    "total": "sum math.fsum math.prod functools.reduce statistics.mean",
    "extreme": "min max",
    "version": "packaging.version.parse packaging.version.Version distutils.version.LooseVersion"
    " pkg_resources.parse_version",
    "address": "ipaddress.ip_address ipaddress.ip_network ipaddress.ip_interface socket.inet_pton socket.inet_aton",
    "user": "os.getuid os.geteuid pwd.getpwnam pwd.getpwuid getpass.getuser os.getlogin",
    "permission": "os.chmod os.chown .chmod os.umask",
    "link": "os.symlink os.link os.readlink os.path.islink .symlink_to .readlink .is_symlink",
    "platform": "platform.system platform.machine os.uname platform.uname platform.platform",
}


def _by_callee() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for concept, callees in _ALIKE.items():
        for callee in callees.split():
            found[callee] = (*found.get(callee, ()), "~" + concept)
    return found


CONCEPTS: Mapping[str, tuple[str, ...]] = _by_callee()


def _by_last_name() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for callee, concepts in CONCEPTS.items():
        name = callee.rpartition(".")[2]
        found[name] = found.get(name, frozenset()) | frozenset(concepts)
    return found


_BY_LAST_NAME = _by_last_name()


def ends(name: str) -> frozenset[str]:
    """The concepts that a callee of this last name can stand for."""
    return _BY_LAST_NAME.get(name, frozenset())


# Reading these says the same as calling their older relative.
ATTRIBUTE_CONCEPTS: Mapping[str, str] = {
    "suffix": "~suffix", "suffixes": "~suffix", "stem": "~suffix", "parent": "~dirname", "parents": "~dirname",
    "st_size": "~stat", "st_mtime": "~stat", "environ": "~environ", "stdout": "~process", "returncode": "~process",
    "netloc": "~parseurl", "hostname": "~parseurl", "total_seconds": "~timestamp",
}  # fmt: skip
