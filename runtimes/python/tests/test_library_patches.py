import builtins
import json
import logging
import os
import sys
import threading
import unittest

import support

library_patches = support.module("library_patches")
library_patches.install()


class Contrary:
    """Raises when it is compared."""

    def __eq__(self, other):
        raise AssertionError("compared for equality")


class LibraryPatchTests(unittest.TestCase):
    def test_patches_are_undone_and_applied_again(self):
        dumps, patched = json.dumps, Contrary()
        patches = library_patches.LibraryPatches()
        json.dumps = patched
        builtins.extra = 1
        del os.getlogin

        patches.leave()
        self.assertIs(json.dumps, dumps)
        self.assertFalse(hasattr(builtins, "extra"))
        self.assertTrue(hasattr(os, "getlogin"))

        patches.enter()
        seen = json.dumps, hasattr(builtins, "extra"), hasattr(os, "getlogin")
        patches.leave()
        self.assertIs(seen[0], patched)
        self.assertEqual(seen[1:], (True, False))

    def test_patches_do_not_affect_other_functions(self):
        one, other = library_patches.LibraryPatches(), library_patches.LibraryPatches()
        json.extra = "of one"
        one.leave()
        other.enter()
        self.assertFalse(hasattr(json, "extra"))
        other.leave()

    def test_a_submodule_stays_when_the_function_that_imported_it_leaves(self):
        import logging

        for name in [name for name in sys.modules if name == "logging.config"]:
            del sys.modules[name]
        vars(logging).pop("config", None)
        one, other = library_patches.LibraryPatches(), library_patches.LibraryPatches()
        logging.extra = 1
        other.leave()
        import logging.config

        one.leave()
        self.assertTrue(hasattr(logging, "config"))
        other.enter()
        self.assertTrue(hasattr(logging, "config"))
        other.leave()

    def test_patches_of_classes_are_undone_and_applied_again(self):
        patches = library_patches.LibraryPatches()
        encode, getitem = json.JSONEncoder.encode, type(os.environ).__getitem__
        json.JSONEncoder.encode = patched = Contrary()
        type(os.environ).__getitem__ = lambda self, name: "patched"
        threading.Thread.extra = 1
        del logging.Logger.warning

        patches.leave()
        self.assertIs(json.JSONEncoder.encode, encode)
        self.assertIs(type(os.environ).__getitem__, getitem)
        self.assertFalse(hasattr(threading.Thread, "extra"))
        self.assertTrue(hasattr(logging.Logger, "warning"))

        patches.enter()
        seen = json.JSONEncoder.encode, os.environ["nothing such"], hasattr(logging.Logger, "warning")
        patches.leave()
        self.assertIs(seen[0], patched)
        self.assertEqual(seen[1:], ("patched", False))
        self.assertIs(json.JSONEncoder.encode, encode)


if __name__ == "__main__":
    unittest.main()
