"""ropa: a record of processing activities (GDPR Art. 30) kept as a knowledge graph."""
