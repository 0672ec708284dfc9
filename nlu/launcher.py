"""Inside Rasa's own Python: one Rasa server, on a socket that it inherits, for as long as its parent lives.

    python -m nlu.launcher MODEL SOCKET_FD      with a secret on the first line of standard input

It is `rasa run --enable-api --model MODEL` from Rasa's own functions. The command itself would show the
secret in `ps`, would choose its port before it has it, and could not be made to end with its parent.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import socket
import sys
import tarfile
import threading
import types
from functools import partial
from pathlib import Path

PR_SET_PDEATHSIG = 1
# The parts of Rasa that compute with TensorFlow; every other part only imports it.
_WITH_TENSORFLOW = {
    "convert_featurizer",
    "diet_classifier",
    "lm_featurizer",
    "response_selector",
    "ted_policy",
    "unexpected_intent_policy",
}


def main() -> None:
    """Serve until the parent dies or closes standard input."""
    model, descriptor = Path(sys.argv[1]), int(sys.argv[2])
    secret = sys.stdin.buffer.readline().decode().strip()
    if not secret:
        sys.exit("expected a secret on the first line of standard input, got none")
    end_with_parent()
    spare_imports(needs_tensorflow(model))
    serve(model, socket.socket(fileno=descriptor), secret)


def end_with_parent() -> None:
    """Arrange for this process to die with its parent, also when that is killed with `kill -9`.

    The end of standard input works on every system; Linux's own signal works even while a C library
    keeps Python from running, or another child of the bot holds the pipe.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_die_at_end_of_input, daemon=True).start()


def _die_at_end_of_input() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


def needs_tensorflow(model: Path) -> bool:
    """Whether a component of the trained model computes with TensorFlow."""
    with tarfile.open(model) as archive:
        members = (m for m in archive if Path(m.name).name == "metadata.json")
        file = archive.extractfile(next(members))
        assert file is not None
        nodes = json.load(file)["predict_schema"]["nodes"].values()
    return any(_WITH_TENSORFLOW.intersection(node["uses"].split(".")) for node in nodes)


def spare_imports(tensorflow: bool) -> None:
    """Keep out what a parse never uses: JAX always, TensorFlow when the model does without.

    Measured with Rasa 3.6.21: 6.2 s and 552 MB to import its server, 5.3 s and 485 MB without JAX, 2.4 s
    and 179 MB without both. Rasa's training code subclasses the two names given here; nothing else of
    TensorFlow is touched on import.
    """
    sys.modules["jax"] = None  # type: ignore[assignment]  # TensorFlow takes that for "not installed"
    if tensorflow:
        return
    base = type("Base", (), {})
    for name, content in {
        "tensorflow": {},
        "tensorflow.keras": {},
        "tensorflow.keras.callbacks": {"Callback": base},
        "tensorflow.keras.utils": {"Sequence": base},
        # Checks training data; named by the model's training half, which is read but never run.
        "rasa.graph_components.validators.default_recipe_validator": {"DefaultV1RecipeValidator": base},
    }.items():
        module = types.ModuleType(name)
        module.__path__ = []
        vars(module).update(content)
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent in sys.modules:
            setattr(sys.modules[parent], child, module)


def serve(model: Path, listener: socket.socket, secret: str) -> None:
    """Load the model and answer on `listener`; every route but / and /version asks for a token.

    Rasa takes tokens signed with `secret` from the Authorization header, so none ever stands in a URL.
    """
    import rasa.core.run  # noqa: PLC0415  (after `spare_imports`)
    from rasa.utils.common import configure_logging_and_warnings, update_sanic_log_level  # noqa: PLC0415
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415

    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)  # its default prints every parsed message
    app = rasa.core.run.configure_app(enable_api=True, jwt_secret=secret, jwt_method="HS256")
    app.register_listener(
        partial(rasa.core.run.load_agent_on_start, str(model), None, None), "before_server_start"
    )
    update_sanic_log_level()
    app.run(sock=listener, workers=1, motd=False, access_log=False)


if __name__ == "__main__":
    main()
