package incident

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Actions returns the verbs offered to pages, the API, rules and assistants.
func (s *Service) Actions() []action.Spec {
	return []action.Spec{
		ranked(action.Of("incident.open", "Report an incident", PermOpen, s.Open)).With("channel", ticket.Channels()...),
		ranked(action.Of("incident.edit", "Save", PermEdit, s.Edit)),
		action.Of("incident.assign", "Assign", PermEdit, s.Assign),
		action.Of("incident.take", "Take", PermWork, s.Take),
		action.Of("incident.start", "Start work", PermWork, s.Start),
		action.Of("incident.release", "Return to the queue", PermWork, s.Release),
		action.Of("incident.hold", "Put on hold", PermWork, s.Hold).With("reason", HoldReasons()...),
		action.Of("incident.resume", "Resume work", PermWork, s.Resume),
		action.Of("incident.resolve", "Resolve", PermWork, s.Resolve).With("code", ResolutionCodes()...).With("cause_code", CauseCodes()...),
		action.Of("incident.reopen", "Reopen", PermReopen, s.Reopen),
		action.Of("incident.close", "Close", PermReopen, s.Close),
		action.Of("incident.cancel", "Cancel", PermCancel, s.Cancel),
		action.Of("incident.reply", "Reply", PermReply, s.Reply).With("then", followUps()...).With("hold_reason", HoldReasons()...).
			With("code", ResolutionCodes()...),
		action.Of("incident.note", "Add internal note", PermNote, s.Note),
		action.Of("incident.log_time", "Book time", PermEdit, s.LogTime),
		action.Of("incident.merge", "Merge", PermWork, s.Merge),
		action.Of("incident.split", "Split", PermWork, s.Split),
		action.Of("incident.link", "Link", PermEdit, s.Link).With("relation", record.RelationOptions()...),
		action.Of("incident.unlink", "Remove link", PermEdit, s.Unlink).With("relation", record.RelationOptions()...),
		action.Of("incident.watch", "Follow", PermView, s.Watch),
		action.Of("incident.unwatch", "Stop following", PermView, s.Unwatch),
		action.Of("incident.add_task", "Add task", PermEdit, s.AddTask),
		action.Of("incident.edit_task", "Save task", PermEdit, s.EditTask).With("state", taskStates()...),
	}
}

// ranked adds the choices of what weighs an incident.
func ranked(s action.Spec) action.Spec {
	return s.With("impact", Impacts()...).With("urgency", Urgencies()...).With("priority", ticket.Priorities()...)
}

// followUps are what a reply may bring with it.
func followUps() []field.Option {
	return []field.Option{{Value: "hold", Label: "Put on hold"}, {Value: "resolve", Label: "Resolve"}}
}

func taskStates() (out []field.Option) {
	for _, state := range ticket.TaskStates() {
		words := strings.ReplaceAll(state, "_", " ")
		out = append(out, field.Option{Value: state, Label: strings.ToUpper(words[:1]) + words[1:]})
	}
	return out
}
