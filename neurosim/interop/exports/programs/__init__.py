"""Programs in other languages: Python, C, JavaScript, and C++ for Arduino."""
