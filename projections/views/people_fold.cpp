#include "projections/views/fold.h"
#include "projections/views/people.h"

namespace hometime::views {

namespace {

struct Fold {
    const LoggedRecord& fact;
    ViewWriter& rows;
    SchoolId school = fact.school;
    Sequence now = fact.record.header.sequence;

    /// Changes a row that is there; a fact about somebody unknown changes nothing.
    template <class Row, class AnyId, class Change>
    void change(Kind kind, AnyId id, const Change& apply) {
        const auto key = keys::of(school, kind, id);
        auto row = find_row<Row>(rows, key);
        if (!row) return;
        apply(*row);
        put_row(rows, key, *row);
    }
    template <class Change>
    void change(ClassId id, const Change& apply) {
        change<ClassView>(Kind::school_class, id, apply);
    }
    template <class Change>
    void change(StaffId id, const Change& apply) {
        change<StaffView>(Kind::staff, id, apply);
    }
    template <class Change>
    void change(PupilId id, const Change& apply) {
        change<PupilView>(Kind::pupil, id, apply);
    }
    template <class Change>
    void change(GuardianId id, const Change& apply) {
        change<GuardianView>(Kind::guardian, id, apply);
    }
    template <class AnyId>
    void details(AnyId id) {
        change(id, [&](auto& row) { row.details = now; });
    }
    template <class Row>
    void add(Kind kind, ExternalKind external, const Row& row) {
        put_row(rows, keys::of(school, kind, row.id), row);
        if (row.external_id.empty()) return;
        put_row(rows, keys::external(school, external, row.external_id), ExternalRow{external, row.id.value});
    }
    void link(PupilId pupil, GuardianId guardian, bool linked) {
        change(pupil, [&](PupilView& row) { adult(row, guardian).linked = linked; });
        change(guardian, [&](GuardianView& row) {
            if (linked) {
                row.linked.insert(pupil);
            } else {
                row.linked.erase(pupil);
            }
        });
    }
    static AdultView& adult(PupilView& pupil, GuardianId guardian) {
        for (auto& known : pupil.adults) {
            if (known.guardian == guardian) return known;
        }
        return pupil.adults.emplace_back(AdultView{guardian, {}, false});
    }
};

struct Classes : Fold {
    void operator()(const ClassCreated& e) {
        add(Kind::school_class, ExternalKind::school_class,
            ClassView{created<ClassId>(fact), e.external_id, now, true, {}, {}, {}});
    }
    void operator()(const ClassRenamed& e) { details(e.class_id); }
    void operator()(const ClassClosed& e) {
        change(e.class_id, [](ClassView& row) { row.active = false; });
    }
};

struct Staff : Fold {
    void operator()(const StaffAdded& e) {
        add(Kind::staff, ExternalKind::staff,
            StaffView{created<StaffId>(fact), e.external_id, now, true, {}, {}, {}, false});
    }
    void operator()(const StaffDetailsChanged& e) { details(e.staff); }
    void operator()(const StaffLeft& e) {
        std::set<ClassId> classes;
        change(e.staff, [&](StaffView& row) {
            classes = row.teaches;
            classes.insert(row.assists.begin(), row.assists.end());
            row = StaffView{row.id, row.external_id, row.details, false, {}, {}, {}, row.has_account};
        });
        for (const auto id : classes) forget(id, e.staff);
    }
    void operator()(const StaffAssigned& e) {
        const bool teaches = e.role == StaffRole::teacher;
        change(e.staff, [&](StaffView& row) {
            row.teaches.erase(e.class_id);
            row.assists.erase(e.class_id);
            (teaches ? row.teaches : row.assists).insert(e.class_id);
        });
        forget(e.class_id, e.staff);
        change(e.class_id, [&](ClassView& row) { (teaches ? row.teachers : row.assistants).insert(e.staff); });
    }
    void operator()(const StaffUnassigned& e) {
        change(e.staff, [&](StaffView& row) {
            row.teaches.erase(e.class_id);
            row.assists.erase(e.class_id);
        });
        forget(e.class_id, e.staff);
    }
    void operator()(const StaffRoleGranted& e) {
        change(e.staff, [&](StaffView& row) { row.granted.insert(e.role); });
    }
    void operator()(const StaffRoleRevoked& e) {
        change(e.staff, [&](StaffView& row) { row.granted.erase(e.role); });
    }
    void forget(ClassId id, StaffId staff) {
        change(id, [&](ClassView& row) {
            row.teachers.erase(staff);
            row.assistants.erase(staff);
        });
    }
};

struct Pupils : Fold {
    void operator()(const PupilEnrolled& e) {
        const auto id = created<PupilId>(fact);
        add(Kind::pupil, ExternalKind::pupil, PupilView{id, e.external_id, e.class_id, now, true, {}});
        change(e.class_id, [&](ClassView& row) { row.pupils.insert(id); });
    }
    void operator()(const PupilDetailsChanged& e) { details(e.pupil); }
    void operator()(const PupilMoved& e) {
        move(e.pupil, e.class_id);
        change(e.class_id, [&](ClassView& row) { row.pupils.insert(e.pupil); });
    }
    void operator()(const PupilLeft& e) {
        move(e.pupil, ClassId{});
        std::vector<GuardianId> linked;
        change(e.pupil, [&](PupilView& row) {
            row.active = false;
            for (const auto& adult : row.adults) {
                if (adult.linked) linked.push_back(adult.guardian);
            }
        });
        for (const auto guardian : linked) link(e.pupil, guardian, false);
    }
    void move(PupilId pupil, ClassId to) {
        ClassId from;
        change(pupil, [&](PupilView& row) { from = std::exchange(row.class_id, to); });
        change(from, [&](ClassView& row) { row.pupils.erase(pupil); });
    }
};

struct Guardians : Fold {
    void operator()(const GuardianRecorded& e) {
        add(Kind::guardian, ExternalKind::guardian,
            GuardianView{created<GuardianId>(fact), e.external_id, now, {}, false});
    }
    void operator()(const GuardianDetailsChanged& e) { details(e.guardian); }
    void operator()(const RelationshipRecorded& e) {
        change(e.pupil, [&](PupilView& row) { adult(row, e.guardian).relationship = e.relationship; });
    }
    void operator()(const GuardianLinked& e) { link(e.pupil, e.guardian, true); }
    void operator()(const GuardianUnlinked& e) { link(e.pupil, e.guardian, false); }
    void operator()(const AccountOpened& e) {
        switch (e.person_kind) {
            case PersonKind::guardian: return change(GuardianId{e.person}, [](auto& row) { row.has_account = true; });
            case PersonKind::staff: return change(StaffId{e.person}, [](auto& row) { row.has_account = true; });
            case PersonKind::pupil: return;  // a pupil's account is not listed anywhere
        }
    }
};

class PeopleProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kPeople; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override {
        std::visit(
            overloaded{
                OfKeeping{},
                OfNotifying{},
                OfOwnWindows{},
                Unmoved<LogOpened, SchoolOpened, PolicySet, RestrictedRead, StaffCodeIssued, AdultApproved,
                        InviteIssued, InviteRevoked, RosterImported, ThreadOpened, MessageSent, MessageReleased,
                        MessageRescheduled, ReplySent, DigestSealed, DigestDelivered, Posted, FeedSeen, PointAwarded,
                        PointRetracted, MessageReported, ReportClosed, TermDatesSet, ClosureAnnounced, ClosureWithdrawn,
                        TrainingScheduled, TrainingCancelled, QuietHoursSet, MessageWithdrawn, AuthorshipDisputed,
                        AuthorshipAnswered, MeetingRequested, MeetingTimesProposed, MeetingAgreed, MeetingDeclined,
                        MeetingCancelled, ContactRestricted, RestrictionLifted, MessageUndelivered, PolicyAccepted,
                        MisuseMarked, ReminderSent, MarkWithdrawn, ConductItemRaised, ConductItemDismissed,
                        GuardianSuspended, GuardianRemoved, GuardianReinstated, ConcernRaised, ConcernAdded,
                        ConcernAcknowledged, ConcernEscalated, ConcernClosed, ConcernShared, ConcernUnshared,
                        ConcernBreakGlass, ReplyReleased, ReplyRescheduled, ReplyUndelivered, InboxOpenedEarly,
                        GuardianPreferencesSet, FeedDigestSealed, CalendarLinkIssued, CalendarLinkRevoked,
                        CoverArranged, CoverEnded, MessageHandled, AwayRecorded, AwayWithdrawn, ThreadInspected,
                        SubjectExported, NewDeviceSignedIn, PostEdited, PostRetracted, PupilCodeIssued>{},
                Classes{{fact, rows}},
                Staff{{fact, rows}},
                Pupils{{fact, rows}},
                Guardians{{fact, rows}},
            },
            fact.record.event);
    }
};

}  // namespace

std::unique_ptr<Projection> people_projection() {
    return std::make_unique<PeopleProjection>();
}

}  // namespace hometime::views
