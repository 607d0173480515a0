package ticket

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Assign hands h to a team, a person, or both. With a team and nobody named, a team that assigns by itself picks somebody who is there;
// nobody stays 0. It counts a reassignment when the work had a holder before. The caller saves h afterwards.
func (d *Desk) Assign(tx *db.Tx, h *Head, team, person id.ID) error {
	had := h.Assignee != 0 || h.Team != 0
	before := [2]id.ID{h.Team, h.Assignee}
	h.Team, h.Assignee = team, person
	if team != 0 && person == 0 && team != before[0] {
		picked, err := d.Teams.Pick(tx, team, openLoad)
		if errs.Is(err, errs.NotFound) {
			return errs.Bad("team", "There is no such team.")
		}
		if err != nil {
			return err
		}
		h.Assignee = picked
	}
	if had && before != [2]id.ID{h.Team, h.Assignee} {
		h.Reassigned++
	}
	return nil
}

// Merge moves the future of from into into: from ends as a duplicate, its people follow into, its open tasks and its booked time go over
// to into, and both keep their histories. The caller has stepped from to its final state and saves both afterwards.
func Merge(tx *db.Tx, from, into *Head, by id.ID) error {
	from.MergedInto = into.ID
	watchers, err := record.Watchers(tx.Context(), tx, from.ID)
	if err != nil {
		return err
	}
	if from.Requester != 0 && from.Requester != into.Requester {
		watchers = append(watchers, from.Requester)
	}
	for _, p := range watchers { // a leaver among them is left behind
		if err := record.Follow(tx, into.ID, p, true); err != nil && !errs.Is(err, errs.Invalid) {
			return err
		}
	}
	moved, err := moveTasks(tx, from, into)
	if err != nil {
		return err
	}
	minutes := from.Spent
	if minutes > 0 {
		if _, err := tx.Exec(`UPDATE spent_time SET record_id = $2 WHERE record_id = $1`, from.ID, into.ID); err != nil {
			return err
		}
		into.Spent, from.Spent = into.Spent+minutes, 0
	}
	if _, err := record.AddLink(tx, record.Link{From: from.ID, To: into.ID, Relation: record.DuplicateOf}, by); err != nil {
		return err
	}
	if err := tx.Emit(Merged{about{from.ID}, into.ID, into.Number, true, minutes, moved}); err != nil {
		return err
	}
	return tx.Emit(Merged{about{into.ID}, from.ID, from.Number, false, minutes, moved})
}

// moveTasks puts what is still to be done for from at the end of the checklist of into, and counts it. What is done stays with its history.
func moveTasks(tx *db.Tx, from, into *Head) (int64, error) {
	var last int64
	if err := tx.QueryRow(tx.Context(), `SELECT coalesce(max(position), 0) FROM task WHERE record_id = $1`, into.ID).Scan(&last); err != nil {
		return 0, err
	}
	return tx.Exec(`UPDATE task SET record_id = $2, position = position + $3, version = version + 1 WHERE record_id = $1 AND state IN ('open', 'in_progress')`, from.ID, into.ID, last)
}

// TellChild logs on a parent that it got a child, or lost one. The child's own log tells it as a change of the field.
func TellChild(tx *db.Tx, parent id.ID, child record.Ref, removed bool) error {
	return tx.Emit(record.LinkOf(parent, child, record.ParentOf, false, removed))
}
