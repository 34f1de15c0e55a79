"""Measures the page from the start of the navigation to its list of 1,000 requests; prints, asserts nothing.

With BRINK_PAGE_URL it measures the page of that server.
"""

import os
import statistics
import sys

from selenium.webdriver.support.wait import WebDriverWait

import browser
import fake_server
import scenarios

LOADS = 9
# `rows`: they are in the document. `painted`: the first frame with them is drawn.
NOTE = """
new MutationObserver((_, observer) => {
  if (!document.querySelector('#rows > .row')) return;
  observer.disconnect();
  const rows = performance.now();
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { window.noted = { rows, painted: performance.now() }; };
    channel.port2.postMessage(null);
  });
}).observe(document, { childList: true, subtree: true });
"""
READ = """
const timed = (name) => performance.getEntriesByType('resource').find((entry) => entry.name.includes(name));
return window.noted && {
  ...window.noted,
  answered: performance.getEntriesByType('navigation')[0].responseEnd,
  script: timed('/main.js').responseEnd,
  list: timed('/api/requests').responseEnd,
  count: document.getElementById('list').getAttribute('aria-rowcount') - 1,
};
"""


def load(driver, url):
    driver.get("about:blank")
    driver.get(url)
    return WebDriverWait(driver, 20, 0.05).until(lambda driver: driver.execute_script(READ))


def main():
    url = os.environ.get("BRINK_PAGE_URL") or fake_server.FakeServer(scenarios.many(1000)).url
    driver = browser.start()
    try:
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": NOTE})
        first = load(driver, url)
        loads = [load(driver, url) for _ in range(LOADS)]
    finally:
        driver.quit()
    print(f"{loads[-1]['count']} requests, {LOADS} loads after the first; milliseconds from the navigation's start")
    print(f"{'':34}{'first':>8}{'min':>8}{'median':>8}{'max':>8}")
    for name, text in [
        ("answered", "document received"),
        ("script", "main.js received"),
        ("list", "list received"),
        ("rows", "rows in the document"),
        ("painted", "rows drawn"),
    ]:
        values = [one[name] for one in loads]
        figures = [first[name], min(values), statistics.median(values), max(values)]
        print(f"{text:34}" + "".join(f"{figure:8.1f}" for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
