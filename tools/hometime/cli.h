#pragma once

namespace hometime::tools {

/// Runs one command line of `hometime`; returns the process's exit code (see tools/common/exit.h).
int run_cli(int argc, char** argv);

}  // namespace hometime::tools
