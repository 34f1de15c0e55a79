import builtins
import json
import os
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


if __name__ == "__main__":
    unittest.main()
