"""The base of the page's tests: one browser, a server per test, and waiting for conditions."""

import atexit
import os
import re
import unittest

from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

import browser
import fake_server

REAL_URL = os.environ.get("BRINK_PAGE_URL")


class Shared:
    """One browser for all tests, since starting it takes a second."""

    driver = None

    @classmethod
    def started(cls):
        if cls.driver is None:
            cls.driver = browser.start()
            atexit.register(cls.driver.quit)
        return cls.driver


class PageCase(unittest.TestCase):
    # Console errors that a test causes.
    expected_errors = ()

    def setUp(self):
        self.driver = Shared.started()
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        browser.emulate(self.driver)
        self.server = fake_server.FakeServer()
        self.addCleanup(self.server.stop)
        self.url = self.server.url

    def tearDown(self):
        errors = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
        unexpected = [
            error for error in errors if not any(re.search(expected, error) for expected in self.expected_errors)
        ]
        self.assertEqual(unexpected, [], "errors in the console")

    def open(self, *requests, address=""):
        """Opens the page with requests, and waits until it is live and complete."""
        if requests:
            self.server.restart(requests)
        self.driver.get("about:blank")
        self.driver.get(self.url + address)
        self.wait_for("document.getElementById('connection').dataset.state === 'live'")
        self.wait_for("document.getElementById('manifest').textContent !== '…'")
        if requests:
            self.wait_for("document.querySelector('#rows > .row') !== null")
        if address:
            self.wait_for("document.querySelector('#detail .tab-list, #detail .gone') !== null")

    def run_js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def value(self, expression, *arguments):
        return self.run_js(f"return {expression};", *arguments)

    def wait_for(self, expression, *arguments):
        try:
            return WebDriverWait(self.driver, 15, 0.02).until(lambda _: self.value(expression, *arguments))
        except TimeoutException:
            self.fail(f"never came true: {expression}\nThe page: {self.text('body')[:1500]}")

    def wait_for_text(self, selector, text):
        self.wait_for("(document.querySelector(arguments[0])?.textContent ?? '').includes(arguments[1])", selector, text)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.value("document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def texts(self, selector):
        return self.value("[...document.querySelectorAll(arguments[0])].map((one) => one.innerText)", selector)

    def urls(self):
        return self.texts("#rows .url")

    def press(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def press_with(self, modifier, key):
        ActionChains(self.driver).key_down(modifier).send_keys(key).key_up(modifier).perform()

    def wait_for_dialog(self):
        self.wait_for("document.querySelector('dialog[open]') !== null")

    def type_over(self, text):
        """Replaces the text of the focused field."""
        self.run_js("document.activeElement.select()")
        self.press(text)

    def focused(self):
        return self.value("document.activeElement.id")

    def selected(self):
        return self.value("document.querySelector('#rows [aria-selected=true]')?.dataset.id ?? null")

    def wait_for_detail(self, number):
        """Waits until a request is shown in full."""
        self.wait_for("location.hash === arguments[0]", f"#{number}")
        self.wait_for("!document.getElementById('detail').hasAttribute('aria-busy')")
        self.wait_for("document.querySelector('#detail .tab-list, #detail .gone') !== null")
