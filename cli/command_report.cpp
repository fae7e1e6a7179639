// fleetsim report: a results file as a page for people.
#include <algorithm>
#include <filesystem>
#include <fmt/core.h>
#include <string>

#include "cli/commands.hpp"
#include "cli/run_choice.hpp"
#include "results/report/html.hpp"
#include "results/report/markdown.hpp"
#include "results/report/pdf.hpp"
#include "results/text_file.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {
enum class Form { Html, Markdown, Pdf };

Form form_of(const std::filesystem::path& out) {
    const std::string ending = out.extension().string();
    if (ending == ".html" || ending == ".htm") return Form::Html;
    if (ending == ".md") return Form::Markdown;
    if (ending == ".pdf") return Form::Pdf;
    throw sim::InputError(sim::Diagnostic{
        {}, "unknown-format", "-o " + out.string() + ": a report ends in .html, .md or .pdf", ""});
}

void write(const results::report::Page& page, Form form, const std::filesystem::path& out) {
    switch (form) {
        case Form::Html:
            return results::write_text_file(out, results::report::html(page));
        case Form::Markdown:
            return results::write_text_file(out, results::report::markdown(page));
        case Form::Pdf:
            return results::report::write_pdf(results::report::html(page), out);
    }
}

ExitCode report(const Arguments& arguments) {
    const std::filesystem::path out = arguments.text("--out");
    const Form form = form_of(out);
    const results::Query query(arguments.text("RESULTS"));
    if (std::error_code error; std::filesystem::equivalent(out, query.file(), error))
        throw sim::InputError(sim::Diagnostic{
            {}, "same-file", "the report would replace the results file", "name another file"});
    const auto page = results::report::content(query, chosen_run(query, arguments.maybe("--run")));
    write(page, form, out);
    fmt::print("{}\n", out.string());
    return ExitCode::Done;
}
}  // namespace

Command report_command() {
    return {
        "report",
        "write a run's report as one HTML page, as Markdown or as PDF",
        {{.name = "RESULTS", .help = "a results file", .required = true},
         {.name = "--out,-o",
          .value = "FILE",
          .help = "the report, .html, .md or .pdf (printed by chromium or weasyprint); a file of "
                  "that name is replaced",
          .required = true},
         {.name = "--run", .value = "N", .help = "which run of the file; the last by default"}},
        report};
}

}  // namespace fleetsim::cli
