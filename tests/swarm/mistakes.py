"""Makes one thing in a scenario wrong, or at least strange."""
import copy

JUNK = [-1, 0, 2**63 - 1, 1e308, -0.5, True, "", "\u0007", "x" * 70_000, "{", "{id", "1 parsec",
        "-3 s", "1e400 s", "9223372036854775807 ns", "300000 d",
        "101 %", "999999 TiB", "\u00e4\u6f22",
        "#/+", [], [[]], {}, [{}], {"distribution": "none"}, ["1 s", 2], "nobody.toml",
        "../../dev/null", "1 ns"]


def places(table, path=()):
    """The paths of all keys of a scenario; an element of a list is a number in the path."""
    pairs = table.items() if isinstance(table, dict) else enumerate(table)
    for key, value in pairs:
        yield path + (key,)
        if isinstance(value, (dict, list)):
            yield from places(value, path + (key,))


def parent_of(scenario, path):
    for key in path[:-1]:
        scenario = scenario[key]
    return scenario


def with_mistake(scenario, draw):
    """A copy with one mistake, and whether it is surely one: some junk is a fine value."""
    wrong = copy.deepcopy(scenario)
    path = draw.pick(places(wrong))
    parent = parent_of(wrong, path)
    kind = draw.pick(["junk", "junk", "junk", "unknown", "twice", "nothing"])
    if kind == "unknown":
        tables = [wrong] + [parent_of(wrong, one + (0,)) for one in places(wrong)]
        draw.pick([one for one in tables if isinstance(one, dict)])["nonsense"] = draw.pick(JUNK)
        return wrong, "attributes" not in path
    if kind == "twice" and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[path[-1]]))
        return wrong, False
    if kind == "nothing":
        del parent[path[-1]]
        return wrong, False
    parent[path[-1]] = draw.pick(JUNK)
    return wrong, False
