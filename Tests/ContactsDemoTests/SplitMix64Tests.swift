import Testing

@testable import ContactsDemo
