// Package match compares what was ordered, what arrived and what was charged: the three-way match of purchasing.
//
// An invoice is paid when all three agree, so what matters is which of them does not, on which line and by how much. Small differences, such as
// rounded taxes, are let pass up to a tolerance that the organisation chooses; a difference in pieces is never small.
//
// It reckons on values and knows no database: who wrote down orders, receipts and invoices, and what an unpaid difference means, is left to finance.
package match
