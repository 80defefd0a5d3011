"""Tests in a real browser: JupyterLab with a kernel, and exported pages without one."""
