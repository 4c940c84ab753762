"""Write every lab's default run into the settings of its programs: as they stand, they repeat it.

To be run after a program or a default has changed.
"""

from collections.abc import Mapping

from charts.labs import LABS
from core.progress import silent
from programs.export import HERE, filled, source
from programs.registry import FOLDERS, file_of, frameworks_of


def default_runs() -> dict[str, Mapping[str, object]]:
    """What programs are told of the default run of every view that has some."""
    views = [view for lab in LABS for view in lab.views if frameworks_of(view.name)]
    return {view.name: view.files.for_programs(view.scene(view.params(), silent)) for view in views}


def main() -> None:
    """Write the files."""
    for view, told in default_runs().items():
        for framework in frameworks_of(view):
            folder, file = FOLDERS[view], file_of(framework)
            (HERE / folder / f"{file}.py").write_text(filled(source(folder, file), told), "utf-8")
            print(f"programs/{folder}/{file}.py")


if __name__ == "__main__":
    main()
