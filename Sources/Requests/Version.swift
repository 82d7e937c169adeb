/// The program's version, as files and `--version` show it.
public let programVersion = "0.1.0"
