import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nutgraf.corpus import errors
from nutgraf.corpus.errors import ExtraMissingError


def test_in_a_checkout_the_hint_installs_from_there():
    *_, what = shlex.split(ExtraMissingError("feeds", "feeds").command)
    folder, _, extra = what.rpartition("[")
    assert (Path(folder) / "pyproject.toml").exists()
    assert extra == "feeds]"


@pytest.mark.parametrize(("is_there", "origin"), [(True, "checkout"), (False, "checkout"), (True, None)])
def test_installed_from_a_folder_the_hint_names_it_while_it_is_there(tmp_path, is_there, origin):
    """As pip leaves it: the code in site-packages, and where it came from in direct_url.json (PEP 610)."""
    checkout = tmp_path / "my checkout"
    if is_there:
        checkout.mkdir()
    installed = tmp_path / "site-packages"
    (installed / "nutgraf" / "corpus").mkdir(parents=True)
    (installed / "nutgraf" / "__init__.py").touch()
    shutil.copy(errors.__file__, installed / "nutgraf" / "corpus")
    info = installed / "nutgraf-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: nutgraf\nVersion: 0.1\n")
    if origin:
        (info / "direct_url.json").write_text(f'{{"url": "{checkout.as_uri()}", "dir_info": {{}}}}')
    program = "from nutgraf.corpus.errors import ExtraMissingError as E; print(E('feeds', 'feeds').command)"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(installed)!r}); {program}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert shlex.split(done.stdout)[-1] == f"{checkout if is_there and origin else 'nutgraf'}[feeds]"
