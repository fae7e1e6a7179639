// A server on free ports of this machine, and the programs of others that talk to it.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "models/broker/net/server.hpp"

namespace fleetsim::broker::net {

struct Outcome {
    int status = -1;  ///< the exit code
    std::string text;
};

inline Outcome run_command(const std::string& command) {
    std::FILE* pipe = popen(command.c_str(), "r");
    Outcome outcome;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
        outcome.text.push_back(static_cast<char>(c));
    }
    const int status = pclose(pipe);
    if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
    return outcome;
}

/// What the command writes; fails if it ends badly.
inline std::string output_of(const std::string& command) {
    const Outcome outcome = run_command(command);
    EXPECT_EQ(outcome.status, 0) << command;
    return outcome.text;
}

/// A folder that is gone after the test.
class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "fleetsim_XXXXXX").string();
        EXPECT_NE(mkdtemp(name.data()), nullptr);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string operator/(const std::string& name) const { return (path_ / name).string(); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name) << text;
        return *this / name;
    }

  private:
    std::filesystem::path path_;
};

/// An authority with a server's and a client's certificate, made when asked for.
class Certificates {
  public:
    Certificates() {
        const std::string authority =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
            " -subj /CN=authority";
        make(authority + output("ca"));
        make(authority + output("other-ca"));
        issue("server", "localhost", "ca");
        issue("client", "device-7", "ca");
        issue("stranger", "device-8", "other-ca");
    }
    std::string certificate(const std::string& name) const { return folder_ / (name + ".pem"); }
    std::string key(const std::string& name) const { return folder_ / (name + ".key"); }
    const Folder& folder() const { return folder_; }

  private:
    static void make(const std::string& command) { output_of(command + " 2>/dev/null"); }
    std::string output(const std::string& name) const {
        return " -out " + certificate(name) + " -keyout " + key(name);
    }
    void issue(const std::string& name, const std::string& subject, const std::string& authority) {
        const std::string request = folder_ / (name + ".csr");
        make("openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + subject +
             " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -out " + request + " -keyout " +
             key(name));
        make("openssl x509 -req -days 2 -copy_extensions copy -in " + request + " -CA " +
             certificate(authority) + " -CAkey " + key(authority) + " -CAcreateserial -out " +
             certificate(name));
    }
    Folder folder_;
};

/// Serves from start() to the end of the test.
class RunningServer {
  public:
    explicit RunningServer(const ServerOptions& options) : server_(options) {
        thread_ = std::thread([this] { server_.run(); });
    }
    ~RunningServer() {
        server_.stop();
        thread_.join();
    }
    std::uint16_t port(Carrier carrier = Carrier::Tcp) const { return server_.port(carrier); }
    /// " -h ... -p ..." of mosquitto's clients.
    std::string address(Carrier carrier = Carrier::Tcp) const {
        return " -h localhost -p " + std::to_string(port(carrier)) + " ";
    }

  private:
    Server server_;
    std::thread thread_;
};

}  // namespace fleetsim::broker::net
