"""A notebook on stage: the module behind ``make present``.

JupyterLab opens in large type, without code until a key asks for it, and with nothing around the
notebook. All of its cells run, so widgets are live. It works on a copy with settings and a layout
of its own, all in a folder that goes when it ends: neither the notebooks nor the lecturer's own
JupyterLab notice. ``stage`` prepares that folder; ``stage.js`` is the extension of JupyterLab that
clears the stage, with its keys in ``keys.js`` and its look in ``stage.css``.
"""
