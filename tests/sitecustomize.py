"""Python imports this when a process of the tests starts."""

import os

if "NUTGRAF_TESTS_PORTABLE" in os.environ:
    from systems.poorer_system import take_away

    take_away()
