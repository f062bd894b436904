// The subscriber as a program: it follows streams and keeps a ledger of them.
//
//   hometime-subscriber --events ENDPOINT --replay ENDPOINT --stream e1/SCHOOL/STREAM/ --ledger FILE
//       [--server-key KEY --secret-file FILE] [--client NAME] [--buffer N]
#include <csignal>
#include <fstream>
#include <iostream>

#include "tools/subscribers/cpp/ledger.h"

namespace {

hometime_subscriber::Subscriber* running = nullptr;

struct Arguments {
    hometime_subscriber::Options options;
    std::string ledger;
    std::string secret_file;
};

/// Throws std::runtime_error.
Arguments read(int argc, char** argv) {
    Arguments told;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        const std::string value = argv[i + 1];
        if (name == "--events") {
            told.options.events = value;
        } else if (name == "--replay") {
            told.options.replay = value;
        } else if (name == "--stream") {
            told.options.streams.push_back(value);
        } else if (name == "--ledger") {
            told.ledger = value;
        } else if (name == "--server-key") {
            told.options.server_key = value;
        } else if (name == "--secret-file") {
            told.secret_file = value;
        } else if (name == "--client") {
            told.options.client = value;
        } else if (name == "--buffer") {
            told.options.buffer = std::stoul(value);
        } else {
            throw std::runtime_error("unknown option " + name);
        }
    }
    if (argc % 2 == 0 || told.options.events.empty() || told.options.replay.empty() || told.options.streams.empty() ||
        told.ledger.empty()) {
        throw std::runtime_error("usage: --events E --replay R --stream S --ledger FILE, each with its value");
    }
    if (told.secret_file.empty()) return told;
    std::ifstream file(told.secret_file);
    if (!(file >> told.options.secret_key)) throw std::runtime_error(told.secret_file + " cannot be read");
    return told;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const auto told = read(argc, argv);
        hometime_subscriber::Ledger ledger(told.ledger);
        hometime_subscriber::Subscriber subscriber(told.options, ledger, [](const boost::json::object& what) {
            std::cout << boost::json::serialize(what) << std::endl;
        });
        running = &subscriber;
        for (const int number : {SIGTERM, SIGINT}) std::signal(number, [](int) { running->stop(); });
        return static_cast<int>(subscriber.run());
    } catch (const std::exception& error) {
        std::cerr << "hometime-subscriber: " << error.what() << '\n';
        return 64;
    }
}
