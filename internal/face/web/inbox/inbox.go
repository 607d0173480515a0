package inbox

import (
	"net/http"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/notify"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// perPage is how many lines a page shows.
const perPage = 50

type pages struct{ *notify.Service }

// Mount adds the pages.
func Mount(s *kit.Site, n *notify.Service) {
	p := pages{n}
	s.Show(kit.InboxAt, face.SignedIn, kit.OwnRows, p.show)
	s.Show(kit.InboxAt+"/unread", face.SignedIn, kit.OwnRows, p.unread)
	s.Take(kit.InboxAt+"/read", face.SignedIn, kit.OwnRows, p.read, "ids", "until")
	s.Take(kit.InboxAt+"/mute", face.SignedIn, kit.OwnRows, p.mute, "record", "reason", "days")
	s.Take(kit.InboxAt+"/unmute", face.SignedIn, kit.OwnRows, p.unmute, "id")
}

// day is the lines of a day.
type day struct {
	Name  string
	Lines []line
}

// line is a notification as it is shown.
type line struct {
	ID, Href, Number, Title, Text, Reason string
	Unread                                bool
	At                                    ui.Time
	Acts                                  []ui.Button
}

func (p pages) show(v *kit.Visit) error {
	after, err := id.Parse(v.Query("after"))
	if err != nil {
		after = 0
	}
	list, next, err := p.List(v.Ctx(), v.Room.DB, v.Actor.ID, after, perPage)
	if err != nil {
		return err
	}
	mutes, err := p.Mutes(v.Ctx(), v.Room.DB, v.Actor.ID)
	if err != nil {
		return err
	}
	unread, err := p.Unread(v.Ctx(), v.Room.DB, v.Actor.ID)
	if err != nil {
		return err
	}
	d := data{Days: p.days(v, list), Muted: muted(v, mutes), Pager: ui.Pager{}}
	if after != 0 {
		d.Pager.First = kit.InboxAt
	}
	if next != 0 {
		d.Pager.Next = kit.InboxAt + "?after=" + next.String()
	}
	lead := "Nothing is unread."
	if unread > 0 {
		lead = capped(unread) + " unread"
		d.All = &ui.Button{Label: "Mark all as read", Icon: "tick", Small: true, Action: kit.InboxAt + "/read", Fields: []ui.Hidden{{Name: "until", Value: newest(list)}}}
	}
	if len(list) == 0 {
		d.Empty = &ui.Empty{Title: "Nobody told you anything yet", Text: "You hear here of work that is given to you or your team, of what you asked for or follow, and where you are mentioned."}
	}
	title := "Notifications"
	body := ui.PlainPage(ui.Plain{Title: title, Lead: lead, Wide: true}, page(d))
	if v.Agent() {
		return v.Page(http.StatusOK, v.Shell(title), body)
	}
	return v.HTML(http.StatusOK, ui.Portal(v.PortalShell(title), body))
}

// newest is the event up to which a list says what happened.
func newest(list []notify.Notification) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].Event.String()
}

func capped(n int) string {
	if n > notify.CountCap {
		return strconv.Itoa(notify.CountCap) + "+"
	}
	return strconv.Itoa(n)
}

// days puts the lines below the days on which they came.
func (p pages) days(v *kit.Visit, list []notify.Notification) (out []day) {
	for _, n := range list {
		at := n.At.Time()
		name := v.Day(at)
		switch v.Today() - calendar.DateOf(at, v.Zone()) {
		case 0:
			name = "Today"
		case 1:
			name = "Yesterday"
		}
		if len(out) == 0 || out[len(out)-1].Name != name {
			out = append(out, day{Name: name})
		}
		last := &out[len(out)-1]
		last.Lines = append(last.Lines, line{ID: n.ID.String(), Href: "/" + n.Number, Number: n.Number, Title: n.Title, Text: n.Text, Reason: n.Reason.Words(), Unread: n.Read == 0,
			At: ui.Time{At: at, Text: at.In(v.Zone()).Format("15:04"), Full: v.Moment(at)}, Acts: acts(n)})
	}
	return out
}

// acts are what can be done about a line.
func acts(n notify.Notification) []ui.Button {
	act := func(label, icon, verb string, fields ...ui.Hidden) ui.Button {
		return ui.Button{Label: label, Icon: icon, Look: ui.Quiet, Action: kit.InboxAt + "/" + verb, Fields: fields}
	}
	number := ui.Hidden{Name: "record", Value: n.Number}
	out := []ui.Button{
		act("Nothing of "+n.Number+" for a day", "bell", "mute", number, ui.Hidden{Name: "days", Value: "1"}),
		act("Nothing of "+n.Number+" any more", "bell", "mute", number),
		act("Nothing "+n.Reason.Words()+" any more", "bell", "mute", ui.Hidden{Name: "reason", Value: string(n.Reason)}),
	}
	if n.Read == 0 {
		out = append([]ui.Button{act("Mark as read", "tick", "read", ui.Hidden{Name: "ids", Value: n.ID.String()})}, out...)
	}
	return out
}

// muted are what somebody does not want to be told.
func muted(v *kit.Visit, list []notify.Muted) []ui.TableRow {
	out := make([]ui.TableRow, len(list))
	for i, m := range list {
		what := ui.Cell{Text: "Anything " + m.Reason.Words()}
		if m.Number != "" {
			what = ui.Cell{Text: m.Number + " " + m.Title, Href: "/" + m.Number}
		}
		until := "for good"
		if m.Until != 0 {
			until = "until " + v.Moment(m.Until.Time())
		}
		out[i] = ui.TableRow{Cells: []ui.Cell{what, {Text: until}}, Acts: []ui.Button{{Label: "Tell me again", Small: true, Action: kit.InboxAt + "/unmute", Fields: []ui.Hidden{{Name: "id", Value: m.ID.String()}}}}}
	}
	return out
}

// unread tells the script how many are unread.
func (p pages) unread(v *kit.Visit) error {
	n, err := p.Unread(v.Ctx(), v.Room.DB, v.Actor.ID)
	if err != nil {
		return err
	}
	return v.JSON(struct {
		Unread int `json:"unread"`
	}{n})
}

func (p pages) read(v *kit.Visit) error {
	return take(v, "Marked as read.", func(get func(string) string) error {
		in := notify.MarkRead{}
		one, err := id.Parse(get("ids"))
		if err == nil && one != 0 {
			in.IDs = []id.ID{one}
		}
		if in.Until, err = id.Parse(get("until")); err != nil {
			return errs.Bad("until", "That is no event.")
		}
		_, err = p.MarkRead(v.Ctx(), in)
		return err
	})
}

func (p pages) mute(v *kit.Visit) error {
	return take(v, "You are not told that any more.", func(get func(string) string) error {
		days, err := strconv.Atoi(get("days"))
		if err != nil && get("days") != "" {
			return errs.Bad("days", "Use a whole number of days.")
		}
		_, err = p.Mute(v.Ctx(), notify.Mute{Record: get("record"), Reason: notify.Reason(get("reason")), Days: days})
		return err
	})
}

func (p pages) unmute(v *kit.Visit) error {
	return take(v, "You are told again.", func(get func(string) string) error {
		which, err := id.Parse(get("id"))
		if err != nil {
			return errs.Absent("mute")
		}
		_, err = p.Unmute(v.Ctx(), notify.Unmute{ID: which})
		return err
	})
}

// take carries out what a form asks for and leads back to the list.
func take(v *kit.Visit, said string, do func(get func(string) string) error) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	switch err := do(form.Get); errs.KindOf(err) {
	case errs.None:
		v.Say("ok", said)
	case errs.Invalid, errs.NotFound:
		v.Say("warn", errs.Safe(err))
	default:
		return err
	}
	v.Redirect(kit.InboxAt)
	return nil
}
