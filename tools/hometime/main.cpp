#include "tools/hometime/cli.h"

int main(int argc, char** argv) {
    return hometime::tools::run_cli(argc, argv);
}
