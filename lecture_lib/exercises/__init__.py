"""The exercises of the notebooks, one file for each: ``nb07_zigzag.py`` holds those of notebook 07.

Nothing lists the files. :func:`lecture_lib.lessons.exercise.find` takes every module here whose
name begins with ``nb`` and registers its ``EXERCISES``.
"""
