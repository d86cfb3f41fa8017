"""Runs Synapse until it is told to stop, or until whoever started it is gone."""

import os
import shutil
import sys
import threading


def watch(folder):
    sys.stdin.buffer.read()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


config, folder = sys.argv[1], sys.argv[2]
threading.Thread(target=watch, args=(folder,), daemon=True).start()

from synapse.app.homeserver import main  # noqa: E402

sys.argv = ["homeserver", "-c", config]
main()
