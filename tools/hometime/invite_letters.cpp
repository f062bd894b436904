// Issues a code for every adult who could be linked and is not, and prints each a letter.
#include "eventstore/file.h"
#include "tools/hometime/commands.h"
#include "tools/hometime/letter.h"
#include "tools/hometime/qr.h"

namespace hometime::tools {

namespace {

std::string text(const boost::json::value& object, const char* member) {
    const auto* found = object.as_object().if_contains(member);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

LetterHead head_of(const boost::json::value& me, const std::string& address) {
    const auto& office = me.at("office");
    return {text(me, "school_name"), address, text(office, "email"), text(office, "phone"), text(office, "hours")};
}

bool is_chosen(const boost::json::value& pupil, const LettersOptions& options) {
    if (options.pupil != 0) return pupil.at("pupil").to_number<std::uint64_t>() == options.pupil;
    return options.class_title.empty() || text(pupil, "class_title") == options.class_title;
}

std::vector<std::uint64_t> chosen_pupils(const Shell& shell, const LettersOptions& options) {
    std::vector<std::uint64_t> chosen;
    for (const auto& pupil : shell.person("GET", "/pupils").at("pupils").as_array()) {
        if (is_chosen(pupil, options)) chosen.push_back(pupil.at("pupil").to_number<std::uint64_t>());
    }
    if (chosen.empty()) throw Failure(Exit::data, "no pupil fits; `hometime pupils` lists them with their classes");
    return chosen;
}

/// The letters that were written, and the adults who got none, with the reason.
struct Outcome {
    std::uint64_t letters = 0;
    boost::json::array skipped;
};

class Writer {
public:
    Writer(const Shell& shell, const LettersOptions& options, File& file)
        : shell_(shell),
          options_(options),
          file_(file),
          me_(shell.person("GET", "/me")),
          head_(head_of(me_, options.address)) {
        append(letters_begin(head_));
    }
    void pupil(std::uint64_t id) {
        const auto pupil = shell_.person("GET", "/pupils/" + std::to_string(id));
        for (const auto& adult : pupil.at("adults").as_array()) {
            if (!adult.at("linked").as_bool()) one(pupil, adult);
        }
    }
    Outcome end() {
        append(letters_end());
        return std::move(result_);
    }

private:
    /// The page is in the file before the next code is issued: a code is shown once.
    void one(const boost::json::value& pupil, const boost::json::value& adult) {
        const auto path = "/pupils/" + std::to_string(pupil.at("pupil").to_number<std::uint64_t>()) + "/invites";
        boost::json::value invite;
        try {
            invite = shell_.person("POST", path, {{"guardian", adult.at("guardian")}, {"reissue", options_.reissue}});
        } catch (const Failure& failure) {
            if (failure.code() != Exit::data) throw;
            result_.skipped.push_back(
                {{"pupil", pupil.at("name")}, {"adult", adult.at("name")}, {"reason", failure.what()}});
            return;
        }
        const auto code = text(invite, "code");
        append(letter_page(
            head_, {text(adult, "name"), text(pupil, "name"), text(pupil, "class_title"), code,
                    text(invite, "expires_local"), qr_svg(join_address(options_.address, text(me_, "school"), code))}));
        ++result_.letters;
    }
    void append(const std::string& text) {
        const auto done = file_.write_at(written_, as_bytes(text));
        written_ += text.size();
        if (!done) throw Failure(Exit::io, "the letters cannot be written: " + done.error().detail);
    }

    const Shell& shell_;
    const LettersOptions& options_;
    File& file_;
    boost::json::value me_;
    LetterHead head_;
    Outcome result_;
    std::uint64_t written_ = 0;
};

}  // namespace

void letters(const Shell& shell, const LettersOptions& options) {
    const auto pupils = chosen_pupils(shell, options);
    const auto file = posix_files().open(options.out, OpenMode::create);  // 0600: it holds codes
    if (!file) {
        throw Failure(Exit::cannot_create, options.out.string() + " cannot be created: " + file.error().detail +
                                               ". Letters never overwrite a file; choose another name.");
    }
    Writer writer(shell, options, **file);
    Progress progress("letters", pupils.size());
    for (std::size_t i = 0; i < pupils.size(); ++i) {
        writer.pupil(pupils[i]);
        progress.at(i + 1);
    }
    auto result = writer.end();
    if (shell.out().json()) {
        return shell.out().object(
            boost::json::object{{"letters", result.letters}, {"skipped", std::move(result.skipped)}});
    }
    shell.out().say(std::to_string(result.letters) + " letters in " + options.out.string() +
                    ". It holds codes: print it, hand the letters out, and delete it.");
    if (!result.skipped.empty()) shell.out().table(result.skipped, {"pupil", "adult", "reason"});
}

}  // namespace hometime::tools
