"""What the parts of the stack are doing while it starts: one line each, with the time it took."""

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from deploy.local.supervisor import State

LABELS = {State.STARTING: "starting", State.READY: "ready", State.DOWN: "ended, restarting"}


class StackProgress:
    """A notice for `EmbeddedStack`: drawn while it is open, plain lines afterwards."""

    def __init__(self, console: Console) -> None:
        self._console = console
        columns = (SpinnerColumn(finished_text="[green]✓"), TextColumn("{task.description}"), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console)
        self._lines: dict[str, TaskID] = {}
        self._drawn = False

    def __enter__(self) -> "StackProgress":
        self._drawn = True
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._drawn = False
        self._progress.stop()

    def __call__(self, part: str, state: State) -> None:
        if not self._drawn:
            self._console.print(f"{part}: {LABELS[state]}")
        elif state is State.READY:
            self._progress.update(self._line(part), description=f"{part} ready", completed=1)
        else:
            self._progress.update(self._line(part), description=f"{part} {LABELS[state]}")

    def _line(self, part: str) -> TaskID:
        if part not in self._lines:
            self._lines[part] = self._progress.add_task(part, total=1)
        return self._lines[part]
