#!/usr/bin/env python3
"""The JSON Schema of scenarios, read by a validator that nobody here wrote.

Every shipped scenario is valid; a scenario with one mistake that a schema can see is not.
"""
import copy
import datetime
import json
import pathlib
import sys
import tomllib
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "scenarios/fleetsim.schema.json").read_text())


def plain(value):
    """TOML times of day as TOML editors hand them to a schema: as text."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, (datetime.time, datetime.date)):
        return value.isoformat()
    return value


def load(path):
    return plain(tomllib.loads(path.read_text()))


def is_valid(document):
    return jsonschema.Draft4Validator(SCHEMA).is_valid(document)


class Schema(unittest.TestCase):
    def test_is_a_valid_draft_4_schema(self):
        jsonschema.Draft4Validator.check_schema(SCHEMA)
        self.assertNotIn("$defs", SCHEMA)

    def test_every_shipped_scenario_is_valid(self):
        files = sorted((ROOT / "scenarios").glob("*.toml"))
        self.assertGreaterEqual(len(files), 5)
        for file in files:
            with self.subTest(file.name):
                jsonschema.Draft4Validator(SCHEMA).validate(load(file))

    def test_one_mistake_makes_a_scenario_invalid(self):
        good = load(ROOT / "scenarios/city-meters.toml")
        mistakes = {
            "unknown key": lambda s: s["scenario"].update(title="x"),
            "missing key": lambda s: s["scenario"].pop("duration"),
            "no unit": lambda s: s["scenario"].update(duration=24),
            "unknown unit": lambda s: s["scenario"].update(duration="24 hours"),
            "wrong unit": lambda s: s["scenario"].update(duration="24 KiB"),
            "no whole number": lambda s: s["fleet"][0].update(count=1.5),
            "too small": lambda s: s["fleet"][0].update(count=0),
            "too large": lambda s: s["fleet"][0]["publish"][0].update(qos=3),
            "unknown word": lambda s: s["fleet"][0]["mqtt"].update(version="3.1"),
            "no list": lambda s: s.update(fleet=s["fleet"][0]),
            "no name": lambda s: s["fleet"][0].update(name="two words"),
            "no distribution": lambda s: s["network"]["link"][0].update(latency={"mean": "1 s"}),
        }
        for name, change in mistakes.items():
            with self.subTest(name):
                bad = copy.deepcopy(good)
                change(bad)
                self.assertFalse(is_valid(bad))


if __name__ == "__main__":
    sys.exit(unittest.main())
