"""Tools around the notebooks: clean copies for students, refreshed outputs, pages, machines.

Each is a command of its own, behind a target of the Makefile; nothing here is imported by a lesson.
"""
