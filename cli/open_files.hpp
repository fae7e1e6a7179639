// How many files - sockets among them - this program may have open at once.
#pragma once

namespace fleetsim::cli {

/// A connection is an open file, and the usual limit of 1024 is only the one a program starts with:
/// raises it as far as the system lets it, for this program and those it starts.
void allow_many_files();

}  // namespace fleetsim::cli
