// What libraries say while a tool runs goes where a person sees it and a pipe does not.
#pragma once

namespace hometime::tools {

/// Log lines go to standard error, and only errors: standard output belongs to the tool's answer.
void log_errors_to_stderr();

}  // namespace hometime::tools
