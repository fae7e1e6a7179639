// Nothing of its own: CMake makes precompiled headers with a source.
