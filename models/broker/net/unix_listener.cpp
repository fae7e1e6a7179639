#include "models/broker/net/unix_listener.hpp"

#include <filesystem>

#include "sim/error.hpp"

namespace fleetsim::broker::net {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using asio::ip::tcp;
using asio::local::stream_protocol;
using boost::system::error_code;

namespace {

[[noreturn]] void fail(const std::string& path, const std::string& reason) {
    throw sim::SystemError("listen on", path, reason, "choose another file with --unix");
}

/// Makes room for a new socket, if what is there is one that nobody listens on.
void clear(asio::io_context& context, const std::string& path) {
    std::error_code error;
    if (!fs::exists(fs::symlink_status(path, error))) return;
    if (!fs::is_socket(path, error)) fail(path, "there is a file of that name");
    stream_protocol::socket probe(context);
    error_code refused;
    probe.connect(stream_protocol::endpoint(path), refused);
    if (!refused) fail(path, "a server listens there");
    fs::remove(path, error);
}

}  // namespace

UnixListener::UnixListener(asio::io_context& context, std::string path)
    : context_(context), path_(std::move(path)), acceptor_(context), pause_(context) {
    constexpr std::size_t kLongest = 107;  // sun_path of sockaddr_un, less its end
    if (path_.empty() || path_.size() > kLongest)
        fail(path_, "a socket's path has 1 to " + std::to_string(kLongest) + " octets");
    clear(context, path_);
    error_code error;
    acceptor_.open(stream_protocol(), error);
    if (!error) acceptor_.bind(stream_protocol::endpoint(path_), error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) fail(path_, error.message());
}

void UnixListener::start(Listener::Callbacks callbacks) {
    callbacks_ = std::move(callbacks);
    accept();
}

void UnixListener::accept() {
    acceptor_.async_accept([this](const error_code& error, stream_protocol::socket socket) {
        if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
        if (!error) {
            // To read, write and close, a stream is a stream.
            error_code failed;
            const auto handle = socket.release(failed);
            tcp::socket stream(context_);
            if (!failed) stream.assign(tcp::v4(), handle, failed);
            if (!failed) callbacks_.on_connection(std::move(stream));
            return accept();
        }
        callbacks_.on_shortage(error);
        pause_.expires_after(Listener::kPause);
        pause_.async_wait([this](const error_code& stopped) {
            if (!stopped) accept();
        });
    });
}

void UnixListener::stop() {
    if (!acceptor_.is_open()) return;
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    std::error_code gone;
    fs::remove(path_, gone);
}

}  // namespace fleetsim::broker::net
