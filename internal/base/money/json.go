package money

import (
	"bytes"
	"encoding/json"
)

// MarshalJSON writes an amount as every field does: "1234.50 EUR", null for none.
func (a Amount) MarshalJSON() ([]byte, error) {
	if a.None() {
		return []byte("null"), nil
	}
	return json.Marshal(a.String())
}

// UnmarshalJSON reads what MarshalJSON writes and what people do, and the minor units and the currency that an older program stored. Errors: Invalid.
func (a *Amount) UnmarshalJSON(raw []byte) error {
	*a = Amount{}
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		type old struct {
			Minor    int64    `json:"minor"`
			Currency Currency `json:"currency"`
		}
		var o old
		err := json.Unmarshal(raw, &o)
		*a = Amount(o)
		return err
	}
	var s *string
	if err := json.Unmarshal(raw, &s); err != nil || s == nil {
		return err
	}
	return a.UnmarshalText([]byte(*s))
}

// UnmarshalText reads an amount, "" for none. Errors: Invalid.
func (a *Amount) UnmarshalText(b []byte) (err error) {
	*a = Amount{}
	if len(b) > 0 {
		*a, err = Parse(string(b))
	}
	return err
}
