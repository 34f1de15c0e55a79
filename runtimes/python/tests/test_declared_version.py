import importlib
import os
import sys
import tempfile
import unittest

import support

declared_version = support.module("declared_version")
EMBEDDED = sys.version_info[1]


class RemovedModuleTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def hook(self, *names):
        hook = declared_version.RemovedModules(set(names), [self.root], (os.path.dirname(os.__file__) + "/",))
        sys.meta_path.insert(0, hook)
        self.addCleanup(sys.meta_path.remove, hook)
        for name in names:
            self.addCleanup(sys.modules.__setitem__, name, sys.modules.pop(name)) if name in sys.modules else None

    def test_modules_are_removed_from_their_version_on(self):
        self.assertEqual(declared_version.removed_modules(EMBEDDED), set())
        self.assertEqual(declared_version.removed_modules(3), set())
        if EMBEDDED < 12:
            self.assertIn("distutils", declared_version.removed_modules(12))
            self.assertNotIn("cgi", declared_version.removed_modules(12))
        if EMBEDDED < 13:
            self.assertIn("cgi", declared_version.removed_modules(13))

    def test_a_removed_module_is_missing(self):
        self.hook("colorsys")
        with self.assertRaises(ModuleNotFoundError) as caught:
            importlib.import_module("colorsys")
        self.assertEqual((str(caught.exception), caught.exception.name), ("No module named 'colorsys'", "colorsys"))

    def test_a_function_can_bring_a_removed_module(self):
        with open(os.path.join(self.root, "colorsys.py"), "w") as file:
            file.write("MINE = 1")
        self.hook("colorsys")
        self.assertEqual(importlib.import_module("colorsys").MINE, 1)
        del sys.modules["colorsys"]

    def test_the_library_itself_still_finds_a_removed_module(self):
        self.hook("stringprep")
        sys.modules.pop("encodings.idna", None)
        self.assertTrue(importlib.import_module("encodings.idna"))


class HintTests(unittest.TestCase):
    def hint(self, statement, release=EMBEDDED + 1, **settings):
        error = support.raised(lambda: exec(statement, {}))
        return declared_version.hint(error, {"release": str(release)} | settings)

    def test_what_only_another_version_has_is_explained_by_both_versions(self):
        expected = f"declares python3.{EMBEDDED + 1} but runs on the embedded Python 3.{EMBEDDED}"
        for statement in (
            "x = = 1", "import copy; copy.nothing_such", "from itertools import nothing_such", "str.nothing_such",
            "import pathlib; pathlib.Path('a').nothing_such",
        ):  # fmt: skip
            self.assertIn(expected, self.hint(statement), statement)
            self.assertEqual(self.hint(statement, EMBEDDED), "", statement)

    def test_other_errors_are_not_explained(self):
        for statement in ("1 / 0", "import nothing_such", "type('Mine', (), {'__module__': 'mine'})().nothing"):
            self.assertEqual(self.hint(statement), "", statement)
        self.assertEqual(self.hint("x = = 1", EMBEDDED - 1), "")

    def test_a_missing_sdk_is_explained_by_the_command_that_installs_it(self):
        hint = self.hint("raise ModuleNotFoundError(name='botocore.auth')", sdk_folder="/cache/sdk")
        self.assertIn("pip install --target /cache/sdk boto3)", hint)


if __name__ == "__main__":
    unittest.main()
