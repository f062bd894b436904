#include <algorithm>

#include "projections/state/outbox.h"

namespace hometime::state {

namespace {

void close_invite(const Folding& f, InviteId id, InviteState state) {
    f.change<InviteRow>(keys::invite(f.school, id), [&](InviteRow& row) {
        row.state = state;
        f.change<SelectorRow>(keys::selector(f.school, row.selector), [&](SelectorRow& s) { s.invites.erase(id); });
    });
}

}  // namespace

void fold(const Folding& f, const GuardianRecorded& e) {
    GuardianRow row;
    row.id = f.created<GuardianId>();
    row.external_id = e.external_id;
    row.details = f.sequence();
    row.mac = e.mac;
    f.put(keys::guardian(f.school, row.id), row);
    if (e.external_id.empty()) return;
    f.put(keys::external(f.school, ExternalKind::guardian, e.external_id),
          ExternalRow{ExternalKind::guardian, row.id.value});
}

void fold(const Folding& f, const GuardianDetailsChanged& e) {
    readdress(f, PersonKind::guardian, e.guardian.value);
    f.change<GuardianRow>(keys::guardian(f.school, e.guardian), [&](GuardianRow& row) {
        row.details = f.sequence();
        row.mac = e.mac;
    });
}

void fold(const Folding& f, const RelationshipRecorded& e) {
    f.change<PupilRow>(keys::pupil(f.school, e.pupil), [&](PupilRow& row) {
        std::erase_if(row.adults, [&](const PupilAdult& adult) { return adult.guardian == e.guardian; });
        row.adults.push_back({e.guardian, e.relationship});
    });
}

void fold(const Folding& f, const AdultApproved& e) {
    f.change<PupilRow>(keys::pupil(f.school, e.pupil), [&](PupilRow& row) {
        std::erase_if(row.approvals, [&](const PupilApproval& approval) { return approval.guardian == e.guardian; });
        row.approvals.push_back({f.created<ApprovalId>(), e.guardian, e.until});
    });
}

void fold(const Folding& f, const InviteIssued& e) {
    const auto id = f.created<InviteId>();
    InviteRow row{id, e.pupil, e.guardian, e.approval, e.selector, e.code_hash, e.expires_at, InviteState::open};
    f.put(keys::invite(f.school, id), std::move(row));
    f.upsert<SelectorRow>(keys::selector(f.school, e.selector), [&](SelectorRow& s) { s.invites.insert(id); });
    f.change<PupilRow>(keys::pupil(f.school, e.pupil), [&](PupilRow& pupil) { pupil.open_invites.insert(id); });
}

void fold(const Folding& f, const InviteRevoked& e) {
    close_invite(f, e.invite, InviteState::revoked);
    f.change<PupilRow>(keys::pupil(f.school, e.pupil), [&](PupilRow& row) { row.open_invites.erase(e.invite); });
}

void fold(const Folding& f, const GuardianLinked& e) {
    close_invite(f, e.invite, InviteState::redeemed);
    f.change<PupilRow>(keys::pupil(f.school, e.pupil), [&](PupilRow& row) {
        row.open_invites.erase(e.invite);
        row.links.push_back({e.guardian, e.approval, e.invite});
    });
    f.change<GuardianRow>(keys::guardian(f.school, e.guardian), [&](GuardianRow& row) {
        row.linked.insert(e.pupil);
        row.left_at.reset();
    });
}

void fold(const Folding& f, const GuardianUnlinked& e) {
    f.change<PupilRow>(keys::pupil(f.school, e.pupil), [&](PupilRow& row) {
        std::erase_if(row.links, [&](const PupilLink& link) { return link.guardian == e.guardian; });
    });
    f.change<GuardianRow>(keys::guardian(f.school, e.guardian), [&](GuardianRow& row) { unlink(f, row, e.pupil); });
}

void fold(const Folding&, const RosterImported&) {}  // Counts for people; what changed stands in its own facts.

}  // namespace hometime::state
