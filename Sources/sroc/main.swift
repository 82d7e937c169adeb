print("sroc")
