"""One request: what each function was given, what it returned, and what can be done with it."""

import json
import unittest

from selenium.webdriver.common.keys import Keys

import scenarios
from page_case import PageCase


class OutcomeTests(PageCase):
    def test_every_outcome_has_its_name_and_its_cause(self):
        causes = {
            "accepted": "headers.x-user",
            "refused": "header.read-only",
            "failed": "Cannot read properties of undefined",
            "timed-out": "Task timed out after 3.00 seconds",
            "out-of-memory": "Runtime.OutOfMemory",
            "crashed": "Runtime exited with error: exit status 1",
            "throttled": "no instance became free",
        }
        self.assertEqual(list(causes), scenarios.OUTCOMES)
        self.open(*[scenarios.of_outcome(number, outcome) for number, outcome in enumerate(causes, 1)])

        self.press("j", Keys.END, Keys.ENTER)
        for number, (outcome, cause) in enumerate(causes.items(), 1):
            with self.subTest(outcome):
                self.wait_for_detail(number)
                self.wait_for_text("#detail .badge", outcome)
                self.assertIn(cause, self.text("#detail .stage"))
                self.press("k")

    def test_a_refusal_names_its_rule_and_cloudfronts_words(self):
        self.open(scenarios.refused(1), address="#1")

        self.assertEqual(self.text("#detail .trouble h4"), "CloudFront would answer 502: rule header.read-only")
        self.assertIn("tried to change the read-only header, headerName : Host.", self.text("#detail .trouble p"))
        self.assertTrue(self.text("#detail .trouble pre").startswith("Validation error: Lambda function result failed"))

    def test_traces_of_both_languages_are_shown(self):
        self.open(scenarios.broken(1, "failed"), scenarios.python_failure(2), address="#1")
        self.assertIn("at handler (auth.ts:12:34)", self.text("#detail .trouble pre"))

        self.press("k")
        self.wait_for_detail(2)

        self.assertIn('File "/var/task/pricing.py", line 7, in handler\n    return prices[country]', self.text("#detail .trouble pre"))

    def test_a_function_that_the_host_could_not_run_is_shown_without_what_is_not_known(self):
        run = scenarios.stage("viewer-request", "auth", "failed", error={"errorType": "Brink.HostError", "errorMessage": "x"})
        del run["logs"], run["report"]
        self.open(scenarios.request(1, [run], status=503, bytes=None), address="#1")

        self.assertIn("Brink.HostError", self.text("#detail .trouble"))
        self.assertIn("Nothing was written.", self.text("#detail .stage"))

    def test_figures_of_time_and_memory_are_shown(self):
        self.open(scenarios.redirect(1), address="#1")

        figures = self.text("#detail .figures").split("\n")
        self.assertEqual(
            [" ".join(figures[place : place + 2]) for place in range(0, 10, 2)],
            ["duration 0.42 ms", "init 12.3 ms", "billed 1 ms", "cpu 0.40 ms", "memory 7 MB of 128 MB"],
        )
        self.assertIn("nodejs18.x · in-process · cold start · us-east-1", self.text("#detail .how"))
        self.assertEqual(self.find("#detail [role=meter]").get_attribute("aria-valuetext"), "7 MB of 128 MB")

    def test_the_difference_names_members_and_headers(self):
        self.open(scenarios.delivered(1), address="#1")

        self.assertEqual(
            self.value("[...document.querySelectorAll('#detail .changes tr')].map((row) => row.textContent)"),
            ["−removedheaders.accept*/*", "+addedheaders.x-user42", '~changeduri"/account""/account/index.html"'],
        )
        self.press("4")
        self.wait_for_text("#detail .stage h3", "visit-cookie")
        self.assertIn("visits=1; Path=/", self.text("#detail .changes"))
        self.assertIn("The member bodyy has no effect. result.unknown-members", self.text("#detail .warning"))

    def test_events_that_did_not_run_say_why(self):
        kinds = [
            (scenarios.redirect(1), "origin-request", "viewer-request answered by itself"),
            (scenarios.delivered(2, "Hit from cloudfront"), "origin-request", "came from the cache"),
            (scenarios.refused(3), "viewer-response", "viewer-request was refused"),
            (scenarios.request(4, [], status=404), "viewer-response", "The origin's status was 404"),
            (scenarios.request(5, []), "viewer-request", "no function is set"),
        ]
        self.open(*[kind[0] for kind in kinds], address="#1")
        for made, stage, why in kinds:
            with self.subTest(why):
                self.run_js("location.hash = arguments[0]", str(made["id"]))
                self.wait_for_text("#detail-title", str(made["status"]))
                self.wait_for_detail(made["id"])
                self.find(f"#tab-{stage}").click()
                self.wait_for_text("#detail .skipped", f"{stage}: not run")
                self.assertIn(why, self.text("#detail .skipped"))

    def test_the_timeline_says_in_words_what_its_bars_show(self):
        self.open(scenarios.delivered(1), address="#1")

        self.assertEqual(
            self.value("[...document.querySelectorAll('.timeline li')].map((step) => step.textContent)"),
            [
                "viewer-requestauth in us-east-1begins at 0.05 ms and takes0.52 ms",
                "cachemissbegins at 0.60 ms and takes0.02 ms",
                "originfolder publicbegins at 0.65 ms and takes0.40 ms",
                "viewer-responsevisit-cookie in us-east-1begins at 1.10 ms and takes0.52 ms",
            ],
        )

    def test_the_event_opens_and_closes_and_is_remembered(self):
        self.open(scenarios.delivered(1), scenarios.redirect(2), address="#1")
        event = "[...document.querySelectorAll('#detail .section')].at(-1)"
        self.assertFalse(self.value(f"{event}.open"))

        self.run_js(f"{event}.firstElementChild.click()")
        self.wait_for(f"{event}.textContent.includes('\"distributionId\": \"E2QWRUHAPOMQZL\"')")
        self.press("k")
        self.wait_for_detail(2)

        self.wait_for(f"{event}.open && {event}.textContent.includes('distributionId')")

    def test_the_headers_of_the_viewer_are_shown(self):
        self.open(scenarios.delivered(1), address="#1")

        self.press("5")

        self.assertIn("User-Agent\tcurl/7.88.1", self.text("#detail .headers"))
        self.assertIn("X-Cache\tMiss from cloudfront", self.text("#detail .headers:last-child"))


class UntrustedTests(PageCase):
    def test_markup_is_text_wherever_it_comes_from(self):
        self.open(scenarios.hostile(1))
        self.press("j", Keys.ENTER)
        self.wait_for_detail(1)
        seen = self.text("#rows")
        for key in "51":
            self.press(key)
            self.run_js("document.querySelectorAll('#detail details').forEach((part) => { part.open = true; })")
            self.wait_for("[...document.querySelectorAll('#detail .section')].every((part) => part.childElementCount > 1)")
            seen += self.value("document.getElementById('detail').textContent")
        self.press("s")
        self.wait_for_dialog()
        self.press(Keys.ESCAPE)

        for place in ["url", "cache", "function", "request header", "name", "uri", "query", "event header", "header name",
                      "body", "result", "log", "rule", "message", "status", "type", "error", "trace", "warning", "warned",
                      "step", "detail"]:
            markup = scenarios.MARKUP.format(place)
            shown = markup in seen or json.dumps(markup)[1:-1] in seen
            self.assertTrue(shown, f"{place} is not shown as it is")
        self.assertEqual(self.value("document.querySelectorAll('img, script').length"), 1)
        self.assertIsNone(self.value("window.attacked ?? null"))
        self.assertEqual(self.value("[...document.links].filter((link) => !link.href.startsWith('http')).length"), 0)

    def test_an_address_that_is_no_web_address_is_no_link(self):
        self.server.status["addresses"] = ["javascript:window.attacked=1"]
        self.open()

        self.assertEqual(self.value("document.links.length"), 0)
        self.assertIn("javascript:window.attacked=1", self.text("#addresses"))

    def test_thousands_of_levels_and_a_million_characters_do_no_harm(self):
        deep = json.loads("[" * 400 + "]" * 400)
        given = scenarios.event("viewer-request")
        given["Records"][0]["cf"]["request"]["body"] = {"data": "A" * 1_000_000}
        result = dict(given["Records"][0]["cf"]["request"], deep=deep, wide=list(range(5000)))
        self.open(scenarios.request(1, [scenarios.stage("viewer-request", "auth", given=given, result=result)]), address="#1")

        self.wait_for_text("#detail .json", "show all 1,000,002 characters")
        self.assertIn("4800 more", self.text("#detail .json"))
        self.assertLess(self.value("document.getElementById('detail').textContent.length"), 50_000)
        self.run_js("[...document.querySelectorAll('.more')].find((one) => one.textContent.includes('1,000,002')).click()")
        self.wait_for("document.getElementById('detail').textContent.length > 1000000")


class ActionTests(PageCase):
    expected_errors = ("404 \\(Not Found\\)", "409 \\(Conflict\\)", "400 \\(Bad Request\\)")

    def test_a_request_that_is_gone_says_so(self):
        self.open(scenarios.delivered(1), scenarios.delivered(2))
        self.server.forget(1)

        self.press("j", "j", Keys.ENTER)

        self.wait_for_text("#detail .gone", "this request is no longer kept.")
        self.press("r")
        self.wait_for_text("#notice", "Request 1 was not run again: this request is no longer kept")

    def test_a_request_is_run_again_and_the_new_one_is_opened(self):
        self.open(scenarios.redirect(1), scenarios.delivered(2))

        self.press("j", "j", "r")

        self.wait_for_detail(3)
        self.wait_for_text("#rows .row:first-child .status", "302")
        self.assertEqual(self.selected(), "3")
        self.assertIn("Ran again as request 3", self.text("#notice"))
        self.find("#detail .again").click()
        self.wait_for_detail(4)
        self.assertEqual([path for path, _ in self.server.orders], ["requests/1/again", "requests/3/again"])

    def test_a_case_is_saved_without_secrets_unless_they_are_asked_for(self):
        self.open(scenarios.delivered(1), address="#1")

        self.press("4", "s")
        self.wait_for_dialog()
        self.assertEqual(self.value("document.getElementById('case-name').value"), "get-account-200")
        self.press(Keys.ENTER)
        self.wait_for_text("#notice", "Saved as cases/get-account-200")

        self.find("#detail .save").click()
        self.wait_for_dialog()
        self.type_over("with-cookie")
        self.find("#case-secrets").click()
        self.press(Keys.ENTER)
        self.wait_for_text("#notice", "Saved as cases/with-cookie")
        path = "requests/1/stages/viewer-response/case"
        self.assertEqual(
            self.server.orders,
            [
                (path, {"name": "get-account-200", "keepSecrets": False}),
                (path, {"name": "with-cookie", "keepSecrets": True}),
            ],
        )

    def test_another_event_can_be_chosen_for_the_case(self):
        self.open(scenarios.delivered(1), address="#1")

        self.press("s")
        self.wait_for_dialog()
        self.press_with(Keys.SHIFT, Keys.TAB)
        self.press(Keys.ARROW_DOWN, Keys.TAB, Keys.ENTER)

        self.wait_for_text("#notice", "Saved as")
        self.assertEqual(self.server.orders[0][0], "requests/1/stages/viewer-response/case")

    def test_a_case_that_is_there_already_and_a_bad_name_are_refused_in_the_dialog(self):
        self.server.cases.add("cases/taken")
        self.open(scenarios.delivered(1), address="#1")

        self.press("s")
        self.wait_for_dialog()
        for name, answer in [("taken", "cases/taken: is there already"), ("../up", "expected 1 to 80 letters"), ("", "expected")]:
            self.type_over(name or Keys.BACK_SPACE)
            self.press(Keys.ENTER)
            self.wait_for_text("#case-error", answer)
            self.assertTrue(self.value("document.getElementById('case-dialog').open"))
        self.type_over("free")
        self.press(Keys.ENTER)

        self.wait_for_text("#notice", "Saved as cases/free")
        self.assertFalse(self.value("document.getElementById('case-dialog').open"))

    def test_there_is_nothing_to_save_of_a_request_without_functions(self):
        self.open(scenarios.request(1, []), address="#1")

        self.press("s")

        self.wait_for_text("#notice", "No function ran for this request")
        self.assertEqual(self.value("document.querySelectorAll('#detail .save').length"), 0)

    def test_an_address_that_names_a_request_opens_it(self):
        self.open(scenarios.delivered(1), scenarios.refused(2), address="#2")

        self.assertIn("502", self.text("#detail-title"))
        self.assertEqual(self.selected(), "2")
        self.press(Keys.ESCAPE)
        self.assertEqual(self.value("location.hash"), "")


if __name__ == "__main__":
    unittest.main()
