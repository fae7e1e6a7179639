"""The report's page in a browser: it says nothing on the console and draws its charts.

page_in_browser.py FLEETSIM SCENARIOS makes reports of short runs and opens them in headless
Chromium, as they are and with everything on them opened, pointed at and keyed through. Exits 77,
which ctest counts as skipped, where no Chromium is installed.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
               None)
if BROWSER is None:
    print("SKIPPED, NOTHING WAS TESTED: there is no Chromium on this machine.", file=sys.stderr)
    sys.exit(77)

PATIENCE = 180  # seconds
FLEETSIM, SCENARIOS = sys.argv[1], pathlib.Path(sys.argv[2])

# What a reader may do: open what is folded, point at charts, walk through them with keys.
EXERCISE = """<script>
document.querySelectorAll("details").forEach(d => { d.open = true; });
addEventListener("load", () => setTimeout(() => {
    document.querySelectorAll(".live").forEach(place => {
        const box = place.getBoundingClientRect();
        const target = place.querySelector("canvas:last-of-type") || place;
        for (const [kind, x] of [["mousemove", 0.5], ["mousedown", 0.3], ["mousemove", 0.6],
                                 ["mouseup", 0.6], ["dblclick", 0.5]])
            target.dispatchEvent(new MouseEvent(kind, {bubbles: true, button: 0,
                clientX: box.left + x * box.width, clientY: box.top + box.height / 2}));
        for (const key of ["ArrowRight", "ArrowLeft"])
            place.dispatchEvent(new KeyboardEvent("keydown", {key}));
    });
    document.body.dataset.exercised = document.querySelectorAll(".live").length;
}, 500));
</script>"""


class Folder:
    """Pages, and what the browser says about them."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def report(self, scenario, *options):
        results = self.path / (scenario + ".fleetsim")
        run = subprocess.run([FLEETSIM, "run", SCENARIOS / (scenario + ".toml"), "--out", results,
                              "--quiet", *options], stdout=subprocess.DEVNULL, timeout=PATIENCE)
        if run.returncode > 1:
            raise AssertionError(f"fleetsim run {scenario} exits with {run.returncode}")
        page = self.path / (scenario + ".html")
        subprocess.run([FLEETSIM, "report", results, "-o", page], check=True,
                       stdout=subprocess.DEVNULL)
        return page.read_text()

    def open(self, html):
        """The page as it is once its scripts have run, and what they said on the console."""
        page = self.path / "page.html"
        page.write_text(html)
        command = [BROWSER, "--headless", "--disable-gpu", "--enable-logging=stderr",
                   f"--user-data-dir={self.path / 'profile'}", "--virtual-time-budget=10000",
                   "--window-size=1280,900", "--dump-dom", page.as_uri()]
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # it refuses to start otherwise
        ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
        return ended.stdout, re.findall(r":CONSOLE[^\]]*\] (.*)", ended.stderr)


class PageInBrowser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()

    def check(self, html, wanted_section):
        self.assertIn(f'<section id="{wanted_section}">', html)
        charts = html.count('class="lines">')
        self.assertGreater(charts, 0)
        page, said = self.folder.open(html)
        self.assertEqual(said, [])
        self.assertIn('class="live"', page)
        page, said = self.folder.open(html + EXERCISE)
        self.assertEqual(said, [])
        self.assertIn(f'data-exercised="{charts}"', page)

    def test_an_error_of_a_script_would_be_heard(self):
        for wrong in ("nobody.knows(this)", "console.error('lost')",
                      "Promise.reject(new Error('late'))"):
            _, said = self.folder.open(f"<!DOCTYPE html><title>x</title><script>{wrong}</script>")
            self.assertEqual(len(said), 1, wrong)

    def test_the_report_of_a_study(self):
        self.check(self.folder.report("keep-alive-study", "--duration", "30 min"), "study")

    def test_the_report_of_a_run_with_an_account(self):
        self.check(self.folder.report("costs", "--duration", "20 min"), "quotas")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
