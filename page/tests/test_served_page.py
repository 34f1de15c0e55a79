"""The page of a real `brink serve` with the sample site."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

from selenium.webdriver.common.keys import Keys

from page_case import PageCase

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("BRINK_PROGRAM", str(ROOT / ".build/release/brink"))


class ServedSite:
    """`brink serve` with a copy of the sample site, on free ports."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        shutil.copytree(ROOT / "samples/site", self.folder / "site", ignore=shutil.ignore_patterns(".brink"))
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", "--page-port", "0", "--watch", "--requests", "none"],
            cwd=self.folder / "site",
            stderr=subprocess.PIPE,
            text=True,
        )
        self.site = self.page = None
        while not (self.site and self.page):
            line = self.process.stderr.readline()
            if not line:
                raise RuntimeError(f"{PROGRAM} serve ended with {self.process.wait()}")
            if found := re.search(r"site is served at (http://localhost:\d+)/", line):
                self.site = found[1]
            if found := re.search(r"see what happens at (http://localhost:\d+)/_brink/", line):
                self.page = found[1] + "/_brink/"

    def get(self, path, **headers):
        request = urllib.request.Request(self.site + path, headers=headers)
        opener = urllib.request.build_opener(NoRedirects)
        try:
            return opener.open(request).status
        except urllib.error.HTTPError as error:
            return error.code

    def write(self, name, text):
        (self.folder / "site" / name).write_text(text)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stderr.close()
        shutil.rmtree(self.folder)


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


@unittest.skipUnless(os.path.exists(PROGRAM), f"{PROGRAM} is not built")
class ServedPageTests(PageCase):
    def setUp(self):
        super().setUp()
        self.site = ServedSite()
        self.addCleanup(self.site.stop)
        self.url = self.site.page

    def test_requests_appear_live(self):
        self.open()
        self.assertEqual(self.site.get("/account/"), 302)
        self.assertEqual(self.site.get("/"), 200)

        self.wait_for("document.querySelectorAll('#rows > .row').length === 2")
        self.assertEqual(self.urls(), ["/", "/account/"])

    def test_a_request_shows_what_its_functions_did(self):
        self.site.get("/account/")
        self.open(address="#1")

        self.wait_for_text("#detail", "authFunction")
        self.wait_for_text("#detail", "no token for")
        self.wait_for_text("#detail", "login.html")

    def test_a_request_is_run_again_from_the_keyboard(self):
        self.site.get("/")
        self.open()
        self.wait_for("document.querySelectorAll('#rows > .row').length === 1")
        self.press(Keys.ARROW_DOWN, "r")

        self.wait_for("document.querySelectorAll('#rows > .row').length === 2")

    def test_a_case_is_saved_without_secrets(self):
        self.site.get("/account/", Authorization="Bearer sesame", Cookie="visits=3")
        self.open(address="#1")
        self.press("s")
        self.wait_for_dialog()
        self.press("mine", Keys.ENTER)

        case = self.site.folder / "site/cases/authFunction/mine"
        self.wait_for_text("body", "cases/authFunction/mine")
        event = (case / "event.json").read_text()
        self.assertNotIn("sesame", event)
        self.assertIn("REDACTED", event)
        self.assertEqual((case / "event.json").stat().st_mode & 0o777, 0o600)

    def test_a_broken_function_is_shown_until_it_is_fixed(self):
        self.open()
        good = (self.site.folder / "site/functions/auth.ts").read_text()
        self.site.write("functions/auth.ts", "export default async (event => {")
        self.wait_for_text("body", "auth.ts:1:")
        self.assertEqual(self.site.get("/account/"), 302)

        self.site.write("functions/auth.ts", good)
        self.wait_for("!document.body.innerText.includes('auth.ts:1:')")

    def test_the_cache_is_emptied_from_the_keyboard(self):
        self.site.get("/")
        self.open()
        self.wait_for_text("body", "1 object")
        self.press("i")
        self.type_over("/*")
        self.press(Keys.ENTER)

        self.wait_for_text("body", "0 objects")


if __name__ == "__main__":
    unittest.main()
