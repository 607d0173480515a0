// Package requisition keeps what people ask to have bought: what it is, why, from which budget, and who decided.
//
// It exists so that nothing is ordered that nobody approved, and nobody approves what they asked for themselves. What was approved becomes an order
// in one step, with its lines and its budget, and takes its cost from the budget from that moment.
//
// It leaves orders, budgets, receipts and invoices to finance, and what people ask of the service desk to other practices.
package requisition
