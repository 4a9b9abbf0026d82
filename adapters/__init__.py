"""The outside of Helloback: platforms, chats, files, the web. An adapter only translates."""
