"""Calls of kernels that only other kernels call, and that take nothing from Python themselves."""

import numba


def from_python(kernel):
    """Return a function that calls a kernel."""

    @numba.njit(nogil=True)
    def call(*arguments):
        return kernel(*arguments)

    return call
