"""All metadata stands in setup.cfg; here only the accelerator, which is left out where it cannot be built."""

import sys

from setuptools import Extension, setup

ACCELERATOR = Extension(
    "ctxtrim._accel",
    ["ctxtrim/_accel.c"],
    depends=["ctxtrim/_accel_names.h", "ctxtrim/_accel_weight.h", "ctxtrim/_accel_lister.h"],
    extra_compile_args=["-O2", "-std=gnu11", "-pthread"],
    optional=True,
)

setup(ext_modules=[ACCELERATOR] if sys.platform in ("linux", "darwin") else [])
