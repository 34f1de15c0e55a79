import os
import sys
import tempfile
import unittest

import support

failures = support.module("failures")
handler_loader = support.module("handler_loader")


class HandlerLoaderTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        sys.path.insert(0, self.root)
        self.addCleanup(sys.path.remove, self.root)
        before = set(sys.modules)
        self.addCleanup(lambda: [sys.modules.pop(name) for name in set(sys.modules) - before])
        sys.dont_write_bytecode = True

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def load(self, handler="", path=None, **settings):
        self.sources = {}
        return handler_loader.load(
            {"task_root": self.root, "handler": handler, "path": path, "release": sys.version_info[1]} | settings, self.sources
        )

    def error(self, *arguments, **settings):
        with self.assertRaises(failures.PlatformError) as caught:
            self.load(*arguments, **settings)
        return caught.exception.kind.removeprefix("Runtime."), caught.exception.message

    def test_a_handler_string_is_split_at_its_last_dot(self):
        self.write("web/edge.py", "def handler(event, context): return __name__")
        self.assertEqual(self.load("web/edge.handler")(None, None), "web.edge")
        self.assertEqual(self.load("web.edge.handler")(None, None), "web.edge")

    def test_a_handler_string_without_a_dot_is_malformed(self):
        self.assertEqual(
            self.error("handler"),
            ("MalformedHandlerName", "Bad handler 'handler': not enough values to unpack (expected 2, got 1)"),
        )

    def test_a_builtin_module_is_refused(self):
        self.assertEqual(
            self.error("time.sleep"),
            ("BuiltInModuleConflict", "Cannot use built-in module time as a handler module"),
        )

    def test_a_missing_module_is_an_import_error(self):
        self.assertEqual(
            self.error("nowhere.handler"),
            ("ImportModuleError", "Unable to import module 'nowhere': No module named 'nowhere'"),
        )
        self.write("lacking.py", "import nothing_such")
        message = "Unable to import module 'lacking': No module named 'nothing_such'"
        self.assertEqual(self.error("lacking.handler"), ("ImportModuleError", message))

    def test_a_syntax_error_names_file_line_and_text(self):
        path = self.write("broken.py", "x = 1\ny = = 2\n")
        with self.assertRaises(failures.PlatformError) as caught:
            self.load("broken.handler")
        error = caught.exception
        self.assertEqual(error.kind, "Runtime.UserCodeSyntaxError")
        self.assertEqual(error.message, "Syntax error in module 'broken': invalid syntax (broken.py, line 2)")
        self.assertEqual(error.trace, [f'  File "{path}" Line 2\n    y = = 2\n'])

    def test_a_missing_export_is_reported(self):
        self.write("empty.py", "")
        message = "Handler 'handler' missing on module 'empty'"
        self.assertEqual(self.error("empty.handler"), ("HandlerNotFound", message))

    def test_other_exceptions_pass_through(self):
        self.write("raises.py", "1 / 0")
        frames = failures.user_frames(support.raised(lambda: self.load("raises.handler")))
        path = os.path.join(self.root, "raises.py")
        self.assertEqual(frames[-1], f'  File "{path}", line 1, in <module>\n    1 / 0\n')

    def test_a_file_can_import_relative_to_its_package(self):
        self.write("app/__init__.py", "")
        self.write("app/values.py", "V = 7")
        path = self.write("app/edge.py", "from .values import V\ndef lambda_handler(e, c): return V, __file__")
        self.assertEqual(self.load("app/edge.lambda_handler", path)(None, None), (7, path))

    def test_a_package_can_be_the_handler(self):
        self.write("edge/values.py", "V = 8")
        path = self.write("edge/__init__.py", "from .values import V\ndef handler(e, c): return V, __name__")
        self.assertEqual(self.load("edge/__init__.handler", path)(None, None), (8, "edge"))

    def test_handler_takes_precedence_over_lambda_handler(self):
        path = self.write("both.py", "handler = 1\nlambda_handler = 2")
        self.assertEqual(self.load("both.handler", path), 1)
        self.assertEqual(self.load("both.handler", path, export="lambda_handler"), 2)

    def test_a_file_with_the_name_of_a_loaded_library_module_is_not_found(self):
        text = "def handler(e, c): return 1"
        for name in ("json", "string", "logging"):
            path = self.write(f"{name}.py", text)
            self.assertEqual(
                self.error(f"{name}.handler", path, export="handler"),
                ("HandlerNotFound", f"Handler 'handler' missing on module '{name}'"),
            )

    def test_a_file_below_a_folder_with_the_name_of_a_loaded_library_module_is_not_found(self):
        path = self.write("json/edge.py", "def handler(e, c): return 1")
        self.assertEqual(
            self.error("json/edge.handler", path),
            ("ImportModuleError", "Unable to import module 'json/edge': No module named 'json.edge'"),
        )

    def test_the_tokenizer_is_loaded_before_python_3_13_only(self):
        path = self.write("token.py", "def handler(e, c): return 1")
        self.assertEqual(self.error("token.handler", path, release="12")[0], "HandlerNotFound")
        self.assertEqual(self.load("token.handler", path, release="13")(None, None), 1)

    def test_a_file_with_the_name_of_a_builtin_module_is_refused(self):
        path = self.write("time.py", "def handler(e, c): return 1")
        message = "Cannot use built-in module time as a handler module"
        self.assertEqual(self.error("time.handler", path), ("BuiltInModuleConflict", message))

    def test_a_file_can_have_the_name_of_another_library_module(self):
        path = self.write("email.py", "def handler(e, c): return __name__")
        self.assertEqual(self.load("email.handler", path, export="handler")(None, None)[-5:], "email")

    def test_errors_that_may_come_from_the_embedded_version_name_both(self):
        embedded = sys.version_info[1]
        newer = f" (the function declares python3.{embedded + 1} but runs on the embedded Python 3.{embedded} here"
        for text in ("x = = 1", "from itertools import nothing_such"):
            path = self.write("lacking.py", text)
            self.assertNotIn("declares", self.error("lacking.handler", path)[1])
            self.assertIn(newer, self.error("lacking.handler", path, release=str(embedded + 1))[1])
        path = self.write("lacking.py", "import nothing_such")
        self.assertNotIn("declares", self.error("lacking.handler", path, release=str(embedded + 1))[1])

    def test_a_missing_file_or_a_folder_is_an_import_error(self):
        path = os.path.join(self.root, "gone.py")
        message = "Unable to import module 'gone': No module named 'gone'"
        self.assertEqual(self.error("gone.handler", path), ("ImportModuleError", message))
        self.assertEqual(self.error("x.handler", self.root)[0], "ImportModuleError")

    def test_a_file_that_is_not_utf_8_is_a_syntax_error(self):
        path = self.write("latin.py", b"name = '\xe9'\n")
        self.assertEqual(self.error("latin.handler", path)[0], "UserCodeSyntaxError")

    def test_text_runs_as_if_it_were_in_the_file(self):
        path = os.path.join(self.root, "memory.py")
        text = "def handler(event, context):\n    return __file__, 1 / event\n"
        handler = self.load("memory.handler", path, text=text)
        self.assertEqual(handler(1, None), (path, 1))
        frames = failures.user_frames(support.raised(lambda: handler(0, None)))
        self.assertIn("    return __file__, 1 / event\n", frames[-1])
        self.assertEqual(list(self.sources), [path])


if __name__ == "__main__":
    unittest.main()
