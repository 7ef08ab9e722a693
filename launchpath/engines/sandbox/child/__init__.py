"""What runs inside the sandbox's process: moto, and what makes a whole CloudFormation of it."""

#: The line by which the process tells its parent that requests are answered.
READY = "launchpath sandbox ready"
