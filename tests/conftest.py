"""Shared fixtures: where the real files lie, and honest reports of what was not run."""

import gc
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
IN_CI = os.environ.get("CI") == "true"

# As the command itself does (opvangkaart/cli/main.py): looking for cycles was a tenth of the tests.
gc.set_threshold(200_000, 20, 50)

# A deadline and the check on slow draws look at the clock: a busy machine is no fault.
CLOCKS = (HealthCheck.too_slow,)
settings.register_profile("fixed", derandomize=True, deadline=None, suppress_health_check=CLOCKS)
settings.load_profile("fixed")


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Report tests that need something absent as not run; in CI its absence is a failure."""
    absent = {
        "shared": None if SHARED.is_dir() else "../shared is absent",
        "browser": None if _chromium() else "no Chromium on this machine",
        "node": None if shutil.which("node") else "no node on this machine",
        "osrm": None if find_spec("osrm") or shutil.which("osrm-extract") else "no OSRM here",
    }
    for item in items:
        for marker, reason in absent.items():
            if reason and item.get_closest_marker(marker) and not IN_CI:
                item.add_marker(pytest.mark.skip(reason=f"not run: {reason}"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder with real files; mark the test ``shared``."""
    assert SHARED.is_dir(), "../shared is absent, and CI must have it"
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser's path; mark the test ``browser``."""
    return _found_chromium()


def _found_chromium() -> str:
    path = _chromium()
    assert path, "no Chromium, and CI must have it"
    return path


#: What Chromium leaves out. Of its own it loads, with every page, two more in the bar of addresses
#: that nobody sees: twice the work of a small page. The rest is Playwright's list, which a second
#: list replaces as a whole.
LEFT_OUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding",
    "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints",
    "TcpPortRandomizationWin", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
)  # fmt: skip
#: Someone else's name that points at this machine, as after DNS rebinding.
EVIL = "kwaad.example"


@pytest.fixture(scope="session")
def browser():
    """Return the one headless Chromium of all tests, which talks to nobody; a start costs a second.

    A test opens pages or contexts of its own in it, and closes them.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - few tests need a browser

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=_found_chromium(),
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                f"--disable-features={','.join(LEFT_OUT)}",
                f"--host-resolver-rules=MAP {EVIL} 127.0.0.1",
            ],
        )
        yield started
        started.close()
