"""How the assistant is: what it notes of itself, told by `python -m bot status` and to Prometheus."""
