"""Edits that bring debt or take it away: project -> project, chosen by a random number."""

from io import StringIO
from random import Random

from quiet import Function, Project, changed, files, first_line, one_function

_DEBT = (
    "def push_{0}(client):\n    try:\n        client.post()\n    except Exception:\n        pass\n",
    "def load_{0}(path):\n    # TODO: read it for real\n    raise NotImplementedError\n",
    "TOKEN_{0} = 'ghp_9aZ{0}kQ2mX7vB4nL8sD1fG6hJ3pR5tY'\n",
    "def page_{0}(database, name):\n    return database.execute(f\"SELECT * FROM t{0} WHERE name = '{{name}}'\")\n",
    "def cost_{0}(shop, item):\n    try:\n        return shop.price(item)\n    except Exception:\n        return 1.0\n",
    "def run_{0}(command):\n    import subprocess\n    return subprocess.run(command + ' {0}', shell=True)\n",
)


def add_debt(project: Project, random: Random) -> Project:
    path = files(project, random)[0]
    text = project[path].decode().rstrip("\n")
    return changed(project, path, f"{text}\n\n\n{random.choice(_DEBT).format(random.randrange(3))}")


def add_copy(project: Project, random: Random) -> Project:
    """Of a function, under another name in any file."""
    found = one_function(project, random, _is_outer)
    if found is None:
        return project
    path, node = found
    lines = StringIO(project[path].decode()).readlines()[first_line(node) - 1 : node.end_lineno]
    copy = "".join(lines).rstrip("\n").replace(f"def {node.name}(", f"def {node.name}_again(", 1)
    target = files(project, random)[0]
    return changed(project, target, f"{project[target].decode().rstrip()}\n\n\n{copy}\n")


def drop_function(project: Project, random: Random) -> Project:
    found = one_function(project, random, _is_outer)
    if found is None:
        return project
    path, node = found
    lines = StringIO(project[path].decode()).readlines()
    del lines[first_line(node) - 1 : node.end_lineno]
    return changed(project, path, "".join(lines))


def drop_statement(project: Project, random: Random) -> Project:
    found = one_function(project, random, lambda _text, node: len(node.body) > 1)
    if found is None:
        return project
    path, node = found
    statement = random.choice(node.body)
    lines = StringIO(project[path].decode()).readlines()
    del lines[statement.lineno - 1 : statement.end_lineno]
    return changed(project, path, "".join(lines))


def repeat_statement(project: Project, random: Random) -> Project:
    found = one_function(project, random, lambda _text, node: node.body[0].lineno > node.lineno)
    if found is None:
        return project
    path, node = found
    statement = random.choice(node.body)
    lines = StringIO(project[path].decode()).readlines()
    lines[statement.lineno - 1 : statement.lineno - 1] = lines[statement.lineno - 1 : statement.end_lineno]
    return changed(project, path, "".join(lines))


def drop_file(project: Project, random: Random) -> Project:
    path = files(project, random)[0]
    return {other: data for other, data in project.items() if other != path}


def _is_outer(_text: str, node: Function) -> bool:
    return node.col_offset == 0
