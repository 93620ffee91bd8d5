"""Pictures: drawings as data, and every format that shows one."""
