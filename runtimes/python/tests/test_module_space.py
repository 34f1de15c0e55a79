import importlib
import os
import sys
import tempfile
import unittest

import support

module_space = support.module("module_space")


class ModuleSpaceTests(unittest.TestCase):
    def setUp(self):
        before = dict(sys.modules), sys.path, sys.meta_path, sys.path_hooks
        self.addCleanup(self.restore, *before)
        sys.dont_write_bytecode = True
        module_space.share_loaded()

    def restore(self, modules, path, meta_path, path_hooks):
        sys.modules.clear()
        sys.modules.update(modules)
        sys.path, sys.meta_path, sys.path_hooks = path, meta_path, path_hooks
        module_space._shared.clear()

    def space(self, **files):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name, text in files.items():
            with open(os.path.join(folder.name, f"{name}.py"), "w") as file:
                file.write(text)
        return module_space.ModuleSpace(folder.name)

    def inside(self, space, body):
        space.enter()
        try:
            return body()
        finally:
            space.leave()

    def test_modules_of_the_same_name_are_separate_per_function(self):
        one, other = self.space(helper="V = 1"), self.space(helper="V = 2")
        read = lambda: importlib.import_module("helper")
        first = self.inside(one, read)
        self.assertEqual(self.inside(other, read).V, 2)
        self.assertIs(self.inside(one, read), first)
        self.assertEqual(first.V, 1)

    def test_the_standard_library_is_shared(self):
        one, other = self.space(), self.space()
        read = lambda: importlib.import_module("colorsys")
        self.assertIs(self.inside(one, read), self.inside(other, read))

    def test_a_module_with_a_library_name_is_found_in_any_order(self):
        plain, shadowing = self.space(), self.space(colorsys="V = 'own'")
        read = lambda: importlib.import_module("colorsys")
        library = self.inside(plain, read)
        self.assertEqual(self.inside(shadowing, read).V, "own")
        self.assertIs(self.inside(plain, read), library)

    def test_the_package_folder_comes_after_the_task_root(self):
        packages, task_root = tempfile.TemporaryDirectory(), tempfile.TemporaryDirectory()
        for folder, names in ((packages.name, ("both", "package")), (task_root.name, ("both",))):
            for name in names:
                with open(os.path.join(folder, f"{name}.py"), "w") as file:
                    file.write(f"FOLDER = {folder!r}")
        self.addCleanup(packages.cleanup)
        self.addCleanup(task_root.cleanup)
        read = lambda: [importlib.import_module(name).FOLDER for name in ("both", "package")]
        space = module_space.ModuleSpace(task_root.name, packages.name)
        self.assertEqual(self.inside(space, read), [task_root.name, packages.name])
        with self.assertRaises(ImportError):
            self.inside(self.space(), lambda: importlib.import_module("package"))

    def test_the_search_path_is_separate_per_function(self):
        one, other = self.space(), self.space()
        self.inside(one, lambda: sys.path.append("/of/one"))
        self.assertNotIn("/of/one", self.inside(other, lambda: list(sys.path)))
        self.assertIn("/of/one", self.inside(one, lambda: list(sys.path)))

    def test_modules_that_a_function_removes_are_restored_for_the_next(self):
        one, other = self.space(), self.space()
        self.inside(one, sys.modules.clear)
        self.assertTrue(self.inside(other, lambda: "json" in sys.modules))

    def test_a_closed_space_leaves_no_modules(self):
        space = self.space(helper="V = 1")
        self.inside(space, lambda: importlib.import_module("helper"))
        space.close()
        self.assertNotIn("helper", sys.modules)


if __name__ == "__main__":
    unittest.main()
